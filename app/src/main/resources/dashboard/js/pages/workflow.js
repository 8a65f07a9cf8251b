// One workflow as a picture that moves as its jobs do, and the same as a list.
import { a, div, h, p, span } from '../dom.js';
import { segment } from '../api.js';
import { onJobs, useAnswer } from '../data.js';
import { WorkflowGraph } from '../graph.js';
import { JobTable } from '../jobtable.js';
import { place } from '../router.js';
import { useSignal } from '../signal.js';
import { brief, count, plural, shown } from '../text.js';
import { Lasted } from '../time.js';
import { Await, Badge, Empty, Page, Panel, STATES } from '../ui.js';
import { ORDER, Share } from './workflows.js';

const LISTED = 200;
const UNFINISHED = ['queued', 'ready', 'running', 'retry_wait', 'scheduled'];

export function Workflow() {
  const id = useSignal(place).query.get('id') ?? '';
  const answer = useAnswer(
    id ? `/workflows/${segment(id)}` : null,
    (event) => event.kind === 'counts' || (onJobs(event) && event.data?.workflowId === id),
  );
  return h(
    Page,
    {
      title: [span({ class: 'kind' }, 'Workflow '), shown(brief(id, 80), { class: 'mono' })],
      actions: a({ class: 'button', href: '/jobs?workflowId=' + encodeURIComponent(id) }, span('Its jobs as a list')),
    },
    answer.error?.status === 404 && !answer.data
      ? h(Empty, { sign: 'question' }, 'No job names this workflow. It appears here with its first job.')
      : h(Await, { answer, rows: 10 }, (flow) => h(Picture, { flow })),
  );
}

function Picture({ flow }) {
  const jobs = flow.jobs;
  const states = Object.entries(flow.counts)
    .filter(([, n]) => n > 0)
    .sort(([x], [y]) => ORDER.indexOf(x) - ORDER.indexOf(y));
  const all = states.reduce((sum, [, n]) => sum + n, 0);
  const going = states.some(([state]) => UNFINISHED.includes(state));
  const first = jobs.map((job) => job.createdAt).sort()[0];
  const last = jobs
    .map((job) => job.finishedAt)
    .filter(Boolean)
    .sort()
    .at(-1);
  return [
    div(
      { class: 'flow-head', 'aria-live': 'polite' },
      states.map(([state, n]) => h(Badge, { key: state, state, word: `${count(n)} ${STATES[state]?.[0] ?? state}` })),
      div({ class: 'flow-share' }, h(Share, { counts: flow.counts, jobs: all })),
      span(
        { class: 'num faint flow-time' },
        going ? 'running for ' : 'took ',
        h(Lasted, { from: first, to: going ? null : last }),
      ),
    ),
    h(
      Panel,
      { title: 'Graph', class: 'graph-panel', side: span({ class: 'faint' }, plural(all, 'job')) },
      jobs.length > 0 ? h(WorkflowGraph, { jobs }) : h(Empty, { sign: 'flow' }, 'No jobs.'),
    ),
    flow.truncated && p({ class: 'hint' }, `Drawn are ${count(jobs.length)} of ${count(all)} jobs.`),
    h(
      Panel,
      { title: 'Jobs' },
      h(JobTable, { jobs: jobs.slice(0, LISTED), name: 'Jobs of this workflow', withWorkflow: false }),
    ),
    jobs.length > LISTED &&
      p(
        { class: 'hint' },
        a({ href: '/jobs?workflowId=' + encodeURIComponent(flow.workflowId) }, `All ${count(all)} jobs`),
      ),
  ];
}
