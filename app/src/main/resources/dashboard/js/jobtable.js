// Jobs in lines: a table where there is room, cards where there is none.
import { a, div, h, span, table, tbody, td, th, thead, tr, caption } from './dom.js';
import { brief, cut, plain, shown } from './text.js';
import { Badge, JobLink, WorkflowLink } from './ui.js';
import { Ago, Lasted } from './time.js';

const HEADS = ['State', 'Job', 'Role', 'Workflow', 'Attempt', 'Created', 'Took', 'What it says'];

export function JobTable({ jobs, name, selected = -1, withWorkflow = true, fresh = new Set() }) {
  const heads = withWorkflow ? HEADS : HEADS.filter((head) => head !== 'Workflow');
  return div(
    { class: 'table-box' },
    table(
      { class: 'table jobs' },
      caption({ class: 'unseen' }, name),
      thead(tr(heads.map((head) => th({ scope: 'col', class: `col-${head.split(' ')[0].toLowerCase()}` }, head)))),
      tbody(
        jobs.map((job, i) =>
          h(Line, { key: job.jobId, job, withWorkflow, selected: i === selected, fresh: fresh.has(job.jobId) }),
        ),
      ),
    ),
  );
}

function Line({ job, selected, withWorkflow, fresh }) {
  return tr(
    { class: `${selected ? 'selected' : ''} ${fresh ? 'fresh' : ''}`, 'aria-current': selected ? 'true' : undefined },
    td({ class: 'col-state' }, h(Badge, { state: job.state })),
    td(
      { class: 'col-job' },
      h(JobLink, { id: job.jobId, max: innerWidth > 1700 ? 60 : 36 }),
      job.task && div({ class: 'task', title: plain(brief(job.task, 300)) }, shown(cut(job.task, innerWidth > 1700 ? 120 : 44))),
    ),
    td(
      { class: 'col-role' },
      a({ href: '/jobs?role=' + encodeURIComponent(job.role), class: 'soft' }, shown(brief(job.role, 24))),
    ),
    withWorkflow &&
      td({ class: 'col-workflow' }, h(WorkflowLink, { id: job.workflowId, max: innerWidth > 1700 ? 40 : 20 })),
    td(
      { class: 'col-attempt num' },
      job.attempt || '–',
      job.generation > 1 && span({ class: 'faint', title: `generation ${job.generation}` }, ` g${job.generation}`),
      job.lost > 0 && span({ class: 'chip', title: `lost its executor ${job.lost} times` }, `lost ${job.lost}`),
    ),
    td({ class: 'col-created' }, h(Ago, { at: job.createdAt })),
    td(
      { class: 'col-took num' },
      job.startedAt && (job.finishedAt || job.state === 'running')
        ? h(Lasted, { from: job.startedAt, to: job.state === 'running' ? null : job.finishedAt })
        : '–',
    ),
    td({ class: 'col-what' }, says(job)),
  );
}

function says(job) {
  if (job.state === 'scheduled' || job.state === 'retry_wait') {
    return span(
      { class: 'what' },
      'next ',
      h(Ago, { at: job.nextRunAt }),
      job.error && span({ class: 'faint' }, ' · ', shown(brief(job.error, 160))),
    );
  }
  return job.error ? shown(brief(job.error, 220), { class: 'what bad-text', title: plain(job.error) }) : null;
}
