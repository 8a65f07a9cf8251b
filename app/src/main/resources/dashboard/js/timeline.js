// A job's runs over time: each a bar from its start to its end, the waits between them as gaps.
import { div, h, li, ol, span } from './dom.js';
import { Badge } from './ui.js';
import { shown } from './text.js';
import { clock, duration, exact, now, useTick } from './time.js';

const OUTCOMES = {
  completed: 'completed',
  failed: 'failed',
  timed_out: 'failed',
  cancelled: 'cancelled',
  released: 'ready',
  lost: 'failed',
  running: 'running',
};

/** What came of a run, in the colours of states; words we do not know stay words. */
export const outcomeState = (outcome) => OUTCOMES[outcome] ?? 'ready';

/** The runs that ended, and the one that goes on, which has no record yet. */
export function runsOf(job, attempts) {
  const runs = [...attempts].sort((x, y) => x.attempt - y.attempt);
  const known = runs.some((run) => run.attempt === job.attempt);
  if (job.state === 'running' && job.startedAt && !known) {
    runs.push({
      attempt: job.attempt,
      generation: job.generation,
      owner: job.owner,
      startedAt: job.startedAt,
      endedAt: null,
      outcome: 'running',
      error: null,
    });
  }
  return runs;
}

export function Timeline({ job, runs }) {
  useTick();
  const start = Date.parse(job.createdAt ?? runs[0].startedAt);
  const end = Math.max(start + 1, job.finishedAt ? Date.parse(job.finishedAt) : now());
  const share = (at) => `${(Math.max(0, Math.min(1, (at - start) / (end - start))) * 100).toFixed(3)}%`;
  return div(
    { class: 'timeline' },
    ol(
      { class: 'runs', 'aria-label': 'attempts over time' },
      runs.map((run) => {
        const from = Date.parse(run.startedAt);
        const to = run.endedAt ? Date.parse(run.endedAt) : end;
        const state = outcomeState(run.outcome);
        return li(
          { key: `${run.generation}/${run.attempt}`, class: 'run' },
          span(
            { class: 'run-name num' },
            `#${run.attempt}`,
            run.generation > 1 && span({ class: 'faint' }, ` g${run.generation}`),
          ),
          div(
            { class: 'run-track' },
            div({
              class: `run-bar fill-${state} ${state === 'running' ? 'alive' : ''}`,
              style: { left: share(from), width: `max(3px, calc(${share(to)} - ${share(from)}))` },
              title: `${exact(run.startedAt)} for ${duration(to - from)}`,
            }),
          ),
          span(
            { class: 'run-word' },
            h(Badge, { state, word: run.outcome.replace('_', ' ') }),
            span({ class: 'num faint' }, duration(to - from)),
          ),
          run.error && shown(run.error, { class: 'run-error' }),
        );
      }),
    ),
    div(
      { class: 'run-scale num faint', 'aria-hidden': 'true' },
      span(clock(new Date(start).toISOString())),
      span(`${duration(end - start)} in all`),
      span(clock(new Date(end).toISOString())),
    ),
  );
}
