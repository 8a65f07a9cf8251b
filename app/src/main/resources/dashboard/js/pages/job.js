// One job, whole: why it waits, how its runs went, what went in and came out, who was told.
import { useState } from 'preact/hooks';
import { caption, div, h, li, p, pre, span, table, tbody, td, th, thead, tr, ul } from '../dom.js';
import { segment } from '../api.js';
import { cancelJob, retryJob, retryWith } from '../actions.js';
import { onJob, useAnswer } from '../data.js';
import { JsonBox } from '../json.js';
import { place } from '../router.js';
import { useSignal } from '../signal.js';
import { brief, count, plain, shown } from '../text.js';
import { Ago, clock, exact, Lasted } from '../time.js';
import { Timeline, runsOf } from '../timeline.js';
import { Action, Await, Badge, Empty, ENDED, Page, Panel, useDoing } from '../ui.js';
import { Facts, Fields, Generations } from './jobfacts.js';
import { Log } from './joblog.js';

export function Job() {
  const id = useSignal(place).query.get('id') ?? '';
  const base = `/jobs/${segment(id)}`;
  const answer = useAnswer(id ? base : null, onJob(id));
  const job = answer.data;
  return h(
    Page,
    {
      title: [span({ class: 'kind' }, 'Job '), shown(brief(id, 80), { class: 'mono' })],
      actions: job && h(Buttons, { job, reload: answer.reload }),
    },
    answer.error?.status === 404 && !job
      ? h(
          Empty,
          { sign: 'question' },
          'No job has this id. Perhaps it has not come yet, or its time of keeping is over.',
        )
      : h(Await, { answer, rows: 10 }, (known) => h(Whole, { job: known, base, id })),
  );
}

function Buttons({ job, reload }) {
  const [busy, run] = useDoing();
  const then = (work) => () => run(async () => (await work(job.jobId)) && reload());
  const ended = ENDED.has(job.state);
  return [
    ended &&
      h(Action, {
        key: 'retry',
        needs: 'operator',
        kind: job.state === 'failed' ? 'primary' : '',
        sign: 'again',
        label: 'Retry',
        busy,
        onClick: then(retryJob),
      }),
    ended &&
      h(Action, {
        key: 'edit',
        needs: 'operator',
        sign: 'edit',
        label: 'Edit input and retry',
        busy,
        onClick: then(retryWith),
      }),
    !ended &&
      h(Action, {
        key: 'cancel',
        needs: 'operator',
        kind: 'danger',
        sign: 'stop',
        label: 'Cancel',
        busy,
        disabled: job.cancelRequested,
        onClick: then(cancelJob),
      }),
  ];
}

const isComing = (answer) => answer.data === null && answer.error === null;

function Whole({ job, base, id }) {
  const attempts = useAnswer(base + '/attempts', onJob(id));
  const told = useAnswer(base + '/notifications', onJob(id));
  const steps = useAnswer(base + '/steps', onJob(id));
  const [attempt, choose] = useState(null);
  const chosen = attempt ?? job.attempt;
  const log = useAnswer(chosen > 0 ? `${base}/logs?attempt=${chosen}` : null, onJob(id));
  // all parts at once: none pushes another away when it comes
  if ([attempts, told, steps].some(isComing) || (attempt === null && chosen > 0 && isComing(log))) {
    return h(Await, { answer: { data: null, error: null }, rows: 10 });
  }
  const runs = runsOf(job, attempts.data?.items ?? []);
  return div(
    { class: 'job' },
    h(State, { job }),
    div(
      { class: 'job-columns' },
      div(
        { class: 'job-main' },
        h(
          Panel,
          { title: 'Attempts' },
          runs.length > 0 ? h(Timeline, { job, runs }) : h(Empty, { sign: 'clock' }, 'It has not run yet.'),
        ),
        h(Output, { job, base }),
        h(
          Panel,
          { title: 'Input' },
          h(JsonBox, { value: job.payload, large: job.payloadText, download: base + '/payload', name: 'input' }),
        ),
        h(Log, { before: log.data, id, job, runs, chosen, choose }),
        h(Steps, { items: steps.data?.items ?? [] }),
        h(Notifications, { answer: told }),
      ),
      div({ class: 'job-side' }, h(Facts, { job }), h(Fields, { job }), h(Generations, { job })),
    ),
  );
}

function State({ job }) {
  return div(
    { class: `state-bar is-${job.state}` },
    h(Badge, { state: job.state }),
    job.cancelRequested && !ENDED.has(job.state) && span({ class: 'chip' }, 'cancel asked for'),
    job.waiting &&
      p(
        { class: 'why' },
        span({ class: 'unseen' }, 'Why it waits: '),
        shown(job.waiting.sentence),
        job.waiting.since && span({ class: 'faint num' }, ' For ', h(Lasted, { from: job.waiting.since }), '.'),
      ),
    !job.waiting &&
      job.state === 'running' &&
      p(
        { class: 'why' },
        'for ',
        h(Lasted, { from: job.startedAt }),
        ', attempt ',
        span({ class: 'num' }, job.attempt),
      ),
    ENDED.has(job.state) &&
      p({ class: 'why' }, job.error ? shown(brief(job.error, 600)) : ['ended ', h(Ago, { at: job.finishedAt })]),
  );
}

function Output({ job, base }) {
  const has = job.state === 'completed' || job.output !== null || job.outputText;
  return h(
    Panel,
    { title: 'Output' },
    has
      ? h(JsonBox, { value: job.output, large: job.outputText, download: base + '/output', name: 'output' })
      : job.error
        ? pre({ class: 'raw bad', tabindex: 0, 'aria-label': 'error' }, shown(job.error))
        : h(
            Empty,
            { sign: 'clock' },
            job.state === 'running' ? 'Comes when the run ends; what it streams is in the log.' : 'None yet.',
          ),
  );
}

function Steps({ items }) {
  return (
    items.length > 0 &&
    h(
      Panel,
      { title: 'Steps' },
      ul(
        { class: 'lines' },
        items.map((step, i) =>
          li(
            { class: 'line', key: i },
            h(Badge, { state: step.state }),
            span(
              { class: 'line-text' },
              shown(step.name),
              step.detail && span({ class: 'faint' }, ' ', shown(brief(String(step.detail), 200))),
            ),
            span({ class: 'faint' }, h(Lasted, { from: step.startedAt, to: step.endedAt })),
          ),
        ),
      ),
    )
  );
}

function Notifications({ answer }) {
  return h(
    Panel,
    { title: 'Notifications' },
    h(Await, { answer, rows: 2 }, ({ items }) =>
      items.length === 0
        ? h(Empty, { sign: 'pulse' }, 'Nobody has been told anything yet.')
        : div(
            { class: 'table-box' },
            table(
              { class: 'table notifications' },
              caption({ class: 'unseen' }, 'Notifications and their evidence'),
              thead(tr(['Event', 'When', 'To', 'Evidence'].map((head) => th({ scope: 'col' }, head)))),
              tbody(
                items.map((one) =>
                  tr(
                    { key: `${one.eventId}/${one.target}/${one.at}` },
                    td(
                      { class: 'nowrap' },
                      span({ class: 'mono' }, shown(one.event)),
                      one.seq !== null && one.seq !== undefined && span({ class: 'faint num' }, ` ${one.seq}`),
                    ),
                    td({ class: 'num nowrap' }, span({ title: exact(one.at) }, clock(one.at))),
                    td(shown(brief(one.target ?? '–', 40), { title: plain(one.target) })),
                    td(
                      span(
                        { class: `chip ${/fail|error|dropped/.test(one.outcome ?? '') ? 'bad' : ''}` },
                        shown(one.outcome ?? '–'),
                        one.count > 1 ? ` × ${count(one.count)}` : '',
                      ),
                      one.detail && [' ', shown(brief(String(one.detail), 160), { class: 'faint' })],
                    ),
                  ),
                ),
              ),
            ),
          ),
    ),
  );
}
