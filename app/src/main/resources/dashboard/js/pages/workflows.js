// Workflows, the latest first, each with how its jobs stand.
import { a, div, h, span } from '../dom.js';
import { query } from '../api.js';
import { onJobs, useAnswer } from '../data.js';
import { place, workflowPath } from '../router.js';
import { useSignal } from '../signal.js';
import { brief, compact, plain, shown } from '../text.js';
import { Ago, duration } from '../time.js';
import { Await, Badge, Cards, Empty, Page, Pager, STATES } from '../ui.js';

export const ORDER = ['completed', 'running', 'ready', 'scheduled', 'retry_wait', 'failed', 'cancelled'];

/** How the jobs of a workflow stand, as parts of one bar; the words are its label. */
export function Share({ counts, jobs }) {
  const parts = ORDER.filter((state) => counts[state] > 0);
  return div(
    {
      class: 'share',
      role: 'img',
      'aria-label': parts.map((state) => `${counts[state]} ${STATES[state][0]}`).join(', ') || 'no jobs',
      title: parts.map((state) => `${counts[state]} ${STATES[state][0]}`).join(', '),
    },
    parts.map((state) =>
      div({
        key: state,
        class: `share-part fill-${state}`,
        style: { width: `${(counts[state] / Math.max(1, jobs)) * 100}%` },
      }),
    ),
  );
}

const HEADS = [
  ['State'],
  ['Workflow'],
  ['Jobs', 'num'],
  ['How they stand', 'cell-share'],
  ['Last change', 'nowrap'],
  ['Span', 'num nowrap'],
];

const cells = (flow) => [
  h(Badge, { state: flow.state }),
  a(
    { class: 'id', href: workflowPath(flow.workflowId), title: plain(flow.workflowId) },
    shown(brief(flow.workflowId, 48)),
  ),
  compact(flow.jobs),
  [
    h(Share, { counts: flow.counts, jobs: flow.jobs }),
    flow.counts.failed > 0 && span({ class: 'bad-text small' }, `${compact(flow.counts.failed)} failed`),
  ],
  h(Ago, { at: flow.lastAt }),
  flow.firstAt && flow.lastAt ? duration(Date.parse(flow.lastAt) - Date.parse(flow.firstAt)) : '–',
];

export function Workflows() {
  const after = useSignal(place).query.get('after');
  const answer = useAnswer('/workflows' + query({ after, limit: 50 }), onJobs);
  return h(
    Page,
    { title: 'Workflows', lead: 'Jobs that name the same workflow belong together.' },
    h(Await, { answer, rows: 8 }, ({ items, next }) => [
      items.length === 0
        ? h(Empty, { sign: 'flow' }, 'No job has named a workflow yet: producers set the field workflowId.')
        : h(Cards, {
            name: 'Workflows, latest first',
            heads: HEADS,
            rows: items.map((flow) => ({ key: flow.workflowId, cells: cells(flow) })),
          }),
      h(Pager, { name: 'after', from: after, next, older: 'Older workflows' }),
    ]),
  );
}
