// One job, whole: why it waits, how its runs went, what went in and came out, who was told.
import { useEffect, useRef, useState } from 'preact/hooks';
import { a, caption, dd, div, dl, dt, h, label, li, option, p, pre, select, span, table, tbody, td, th, thead, tr, ul } from '../dom.js';
import { segment } from '../api.js';
import { cancelJob, retryJob, retryWith } from '../actions.js';
import { onJob, useAnswer } from '../data.js';
import { JsonBox } from '../json.js';
import { follow } from '../live.js';
import { place } from '../router.js';
import { useSignal } from '../signal.js';
import { brief, count, plain, shown } from '../text.js';
import { Ago, clock, duration, exact, Lasted } from '../time.js';
import { Timeline, runsOf } from '../timeline.js';
import { Action, Await, Badge, Copy, Empty, ENDED, JobLink, Page, Panel, useDoing, WorkflowLink } from '../ui.js';

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
      ? h(Empty, { sign: 'question' }, 'No job has this id. Perhaps it has not come yet, or its time of keeping is over.')
      : h(Await, { answer, rows: 10 }, (known) => h(Whole, { job: known, base, id })),
  );
}

function Buttons({ job, reload }) {
  const [busy, run] = useDoing();
  const then = (work) => () => run(async () => (await work(job.jobId)) && reload());
  const ended = ENDED.has(job.state);
  return [
    ended && h(Action, { key: 'retry', needs: 'operator', kind: job.state === 'failed' ? 'primary' : '', sign: 'again', label: 'Retry', busy, onClick: then(retryJob) }),
    ended && h(Action, { key: 'edit', needs: 'operator', sign: 'edit', label: 'Edit input and retry', busy, onClick: then(retryWith) }),
    !ended && h(Action, { key: 'cancel', needs: 'operator', kind: 'danger', sign: 'stop', label: 'Cancel', busy, disabled: job.cancelRequested, onClick: then(cancelJob) }),
  ];
}

function Whole({ job, base, id }) {
  const attempts = useAnswer(base + '/attempts', onJob(id));
  const told = useAnswer(base + '/notifications', onJob(id));
  const steps = useAnswer(base + '/steps', onJob(id));
  // all parts at once: none pushes another away when it comes
  if ([attempts, told, steps].some((part) => part.data === null && part.error === null)) {
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
        h(Panel, { title: 'Attempts' }, runs.length > 0 ? h(Timeline, { job, runs }) : h(Empty, { sign: 'clock' }, 'It has not run yet.')),
        h(Output, { job, base }),
        h(Panel, { title: 'Input' }, h(JsonBox, { value: job.payload, large: job.payloadText, download: base + '/payload', name: 'input' })),
        h(Log, { base, id, job, runs }),
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
    job.waiting && p({ class: 'why' }, span({ class: 'unseen' }, 'Why it waits: '), shown(job.waiting.sentence), job.waiting.since && span({ class: 'faint' }, ' since ', h(Ago, { at: job.waiting.since })), job.waiting.until && span({ class: 'faint' }, ', until ', h(Ago, { at: job.waiting.until }))),
    !job.waiting && job.state === 'running' && p({ class: 'why' }, 'for ', h(Lasted, { from: job.startedAt }), ', attempt ', span({ class: 'num' }, job.attempt)),
    ENDED.has(job.state) && p({ class: 'why' }, job.error ? shown(brief(job.error, 600)) : ['ended ', h(Ago, { at: job.finishedAt })]),
  );
}

function Facts({ job }) {
  const facts = [
    ['Task', job.task && shown(job.task)],
    ['Role', a({ href: '/jobs?role=' + encodeURIComponent(job.role) }, shown(job.role))],
    ['Workflow', job.workflowId && h(WorkflowLink, { id: job.workflowId, max: 32 })],
    ['Asked for by', job.parentJobId && h(JobLink, { id: job.parentJobId, max: 32 })],
    ['Created', job.createdAt && [clock(job.createdAt), ' (', h(Ago, { at: job.createdAt }), ')']],
    ['Started', job.startedAt && clock(job.startedAt)],
    ['Ended', job.finishedAt && clock(job.finishedAt)],
    ['Took', job.startedAt && h(Lasted, { from: job.startedAt, to: job.finishedAt })],
    ['Next run', job.nextRunAt && [clock(job.nextRunAt), ' (', h(Ago, { at: job.nextRunAt }), ')']],
    ['Attempt', `${job.attempt}${job.maxAttempts ? `; at most ${job.maxAttempts} may fail` : ''}`],
    ['Failed, lost', `${job.failures}, ${job.lost}`],
    ['Time limit', job.timeoutMs && duration(job.timeoutMs)],
    ['Priority', job.priority !== null && job.priority !== 0 && String(job.priority)],
    ['Runs at', job.owner && shown(brief(job.owner, 40))],
    ['Waits for it', job.connectionId && shown(brief(job.connectionId, 32))],
    ['Entry', job.entry && shown(typeof job.entry === 'string' ? job.entry : `${job.entry.stream}/${job.entry.id}`)],
    ['Trace', job.traceparent && shown(brief(job.traceparent, 40))],
  ];
  return h(
    Panel,
    { title: 'Facts', side: h(Copy, { text: job.jobId, label: 'Copy the id' }) },
    dl({ class: 'facts' }, facts.filter(([, value]) => value).map(([name, value]) => div({ key: name }, dt(name), dd(value)))),
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
        : h(Empty, { sign: 'clock' }, job.state === 'running' ? 'Comes when the run ends; what it streams is in the log.' : 'None yet.'),
  );
}

const KEPT_LINES = 4_000;

/** What was written before, and what is being written now. */
function Log({ base, id, job, runs }) {
  const [attempt, choose] = useState(null);
  const chosen = attempt ?? job.attempt;
  const before = useAnswer(`${base}/logs?attempt=${chosen}`, onJob(id));
  const [live, add] = useState([]);
  const end = useRef(null);
  const stick = useRef(true);
  useEffect(() => {
    add([]);
    return follow(({ kind, data }) => {
      if ((kind === 'job_log' || kind === 'job_progress') && data?.jobId === id && data.attempt === chosen) {
        add((lines) => [...lines, spoken(kind, data)].slice(-KEPT_LINES));
      }
    });
  }, [id, chosen]);
  const text = (before.data?.items ?? []).filter((item) => item.attempt === chosen).map((item) => item.text).join('\n');
  const all = text + (text && live.length > 0 ? '\n' : '') + live.join('\n');
  useEffect(() => {
    if (stick.current && end.current) {
      end.current.scrollTop = end.current.scrollHeight;
    }
  }, [all]);
  const follows = (event) => {
    const box = event.currentTarget;
    stick.current = box.scrollHeight - box.scrollTop - box.clientHeight < 30;
  };
  const pick = runs.length > 1 && label({ class: 'field inline' }, span('Attempt'), select({ value: String(chosen), onChange: (event) => choose(Number(event.currentTarget.value)) }, [...new Set([...runs.map((run) => run.attempt), chosen])].map((n) => option({ value: String(n), key: n, selected: n === chosen }, `#${n}`))));
  return h(
    Panel,
    { title: 'Log', side: pick, class: 'log-panel' },
    all
      ? pre({ class: 'log', ref: end, tabindex: 0, role: 'log', 'aria-label': `log of attempt ${chosen}`, onScroll: follows }, shown(all))
      : h(Empty, { sign: 'list' }, job.state === 'running' ? 'Nothing written yet.' : 'This attempt wrote nothing.'),
  );
}

const spoken = (kind, data) =>
  kind === 'job_log' ? String(data.text ?? data.line ?? data.message ?? '') : `— ${data.percent ?? data.progress ?? ''}${data.percent === undefined && data.progress === undefined ? '' : ' % '}${data.text ?? data.message ?? ''}`;

function Steps({ items }) {
  return items.length > 0 && h(
    Panel,
    { title: 'Steps' },
    ul({ class: 'lines' }, items.map((step, i) => li({ class: 'line', key: i }, h(Badge, { state: step.state }), span({ class: 'line-text' }, shown(step.name), step.detail && span({ class: 'faint' }, ' ', shown(brief(String(step.detail), 200)))), span({ class: 'faint' }, h(Lasted, { from: step.startedAt, to: step.endedAt }))))),
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
              tbody(items.map((one) => tr(
                { key: `${one.eventId}/${one.target}/${one.at}` },
                td({ class: 'nowrap' }, span({ class: 'mono' }, shown(one.event)), one.seq !== null && one.seq !== undefined && span({ class: 'faint num' }, ` ${one.seq}`)),
                td({ class: 'num nowrap' }, span({ title: exact(one.at) }, clock(one.at))),
                td(shown(brief(one.target ?? '–', 40), { title: plain(one.target) })),
                td(span({ class: `chip ${/fail|error|dropped/.test(one.outcome ?? '') ? 'bad' : ''}` }, shown(one.outcome ?? '–'), one.count > 1 ? ` × ${count(one.count)}` : ''), one.detail && [' ', shown(brief(String(one.detail), 160), { class: 'faint' })]),
              ))),
            ),
          )),
  );
}

function Fields({ job }) {
  const fields = Object.entries(job.fields ?? {});
  return fields.length > 0 && h(Panel, { title: 'Other fields' }, dl({ class: 'facts' }, fields.map(([name, value]) => div({ key: name }, dt(shown(name)), dd({ class: 'mono' }, shown(brief(String(value), 400)))))));
}

function Generations({ job }) {
  const past = job.generations ?? [];
  return past.length > 0 && h(
    Panel,
    { title: 'Earlier generations' },
    ul({ class: 'lines' }, past.map((one) => li({ class: 'line stacked', key: one.generation }, span(span({ class: 'num strong' }, `g${one.generation} `), h(Badge, { state: one.state }), ' ', span({ class: 'faint' }, h(Ago, { at: one.finishedAt }))), one.error && shown(brief(one.error, 200), { class: 'bad-text' })))),
  );
}
