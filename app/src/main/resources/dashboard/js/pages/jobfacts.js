// What is known of a job beside its page's main column.
import { a, dd, div, dl, dt, h, li, span, ul } from '../dom.js';
import { brief, shown } from '../text.js';
import { Ago, clock, duration, Lasted } from '../time.js';
import { Badge, Copy, JobLink, Panel, WorkflowLink } from '../ui.js';

export function Facts({ job }) {
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
    dl(
      { class: 'facts' },
      facts.filter(([, value]) => value).map(([name, value]) => div({ key: name }, dt(name), dd(value))),
    ),
  );
}

export function Fields({ job }) {
  const fields = Object.entries(job.fields ?? {}).filter(([name]) => name !== 'parentJobId');
  return (
    fields.length > 0 &&
    h(
      Panel,
      { title: 'Other fields' },
      dl(
        { class: 'facts' },
        fields.map(([name, value]) =>
          div({ key: name }, dt(shown(name)), dd({ class: 'mono' }, shown(brief(String(value), 400)))),
        ),
      ),
    )
  );
}

export function Generations({ job }) {
  const past = job.generations ?? [];
  return (
    past.length > 0 &&
    h(
      Panel,
      { title: 'Earlier generations' },
      ul(
        { class: 'lines' },
        past.map((one) =>
          li(
            { class: 'line stacked', key: one.generation },
            span(
              span({ class: 'num strong' }, `g${one.generation} `),
              h(Badge, { state: one.state }),
              ' ',
              span({ class: 'faint' }, h(Ago, { at: one.finishedAt })),
            ),
            one.error && shown(brief(one.error, 200), { class: 'bad-text' }),
          ),
        ),
      ),
    )
  );
}
