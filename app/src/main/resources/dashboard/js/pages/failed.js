// What fails, by its error: one look says whether it is one cause or many.
import { a, div, h, label, option, p, select, span } from '../dom.js';
import { query } from '../api.js';
import { bulk } from '../actions.js';
import { onCounts, useAnswer } from '../data.js';
import { place, refine } from '../router.js';
import { useSignal } from '../signal.js';
import { brief, count, plain, shown } from '../text.js';
import { Ago, Lasted } from '../time.js';
import { Action, Await, Badge, Cards, Empty, JobLink, Page, Panel, useDoing } from '../ui.js';

export function Failed() {
  const role = useSignal(place).query.get('role');
  const answer = useAnswer('/failures' + query({ role, limit: 100 }), onCounts);
  const roles = useAnswer('/roles').data?.items ?? [];
  const pick = label(
    { class: 'field inline' },
    span('Role'),
    select(
      { value: role ?? '', onChange: (event) => refine({ role: event.currentTarget.value }) },
      option({ value: '' }, 'all'),
      roles.map((one) => option({ value: one.role, key: one.role, selected: one.role === role }, brief(one.role, 40))),
    ),
  );
  return h(
    Page,
    { title: 'Failed', lead: 'Failed jobs, those with the same error together.', actions: pick },
    h(Await, { answer, rows: 6 }, ({ items }) => [
      items.length === 0
        ? h(Empty, { sign: 'check' }, role ? 'No job of this role has failed.' : 'No job has failed.')
        : h(Groups, { items, reload: answer.reload }),
      h(Operations), // not before, or it would jump when the groups come
    ]),
  );
}

const HEADS = [['Jobs', 'num strong nowrap'], ['Error', 'cell-error'], ['Role'], ['Last', 'nowrap'], ['What to do']];

function Groups({ items, reload }) {
  const rows = items.map((group) => ({
    key: `${group.role}/${group.errorKey}`,
    cells: [
      count(group.count),
      [
        a(
          {
            href: '/jobs' + query({ state: 'failed', role: group.role, errorKey: group.errorKey }),
            class: 'error-link',
            title: plain(group.example),
          },
          shown(brief(group.example, 260)),
        ),
        div({ class: 'faint' }, 'last: ', h(JobLink, { id: group.lastJobId })),
      ],
      shown(brief(group.role, 24), { title: plain(group.role) }),
      h(Ago, { at: group.lastAt }),
      h(GroupButtons, { group, reload }),
    ],
  }));
  return h(Cards, { name: 'Failed jobs by error', heads: HEADS, rows });
}

function GroupButtons({ group, reload }) {
  const [busy, run] = useDoing();
  const filter = { role: group.role, state: ['failed'], errorKey: group.errorKey };
  return div(
    { class: 'row-actions' },
    h(Action, {
      needs: 'operator',
      sign: 'again',
      label: 'Retry all',
      'aria-label': `Retry all ${group.count} jobs of ${plain(group.role)} with this error`,
      busy,
      onClick: () => run(async () => (await bulk('retry', filter, group.count)) && reload()),
    }),
    h(Action, {
      needs: 'operator',
      sign: 'stop',
      label: 'Cancel waiting',
      'aria-label': `Cancel jobs of ${plain(group.role)} that wait after this error`,
      busy,
      onClick: () => run(() => bulk('cancel', { ...filter, state: ['retry_wait'] })),
    }),
  );
}

function Operations() {
  const { data } = useAnswer('/operations', onCounts);
  const items = data?.items ?? [];
  return (
    items.length > 0 &&
    h(
      Panel,
      { title: 'What was done at once' },
      div(
        { class: 'lines' },
        items.slice(0, 10).map((one) =>
          div(
            { class: 'line', key: one.operationId },
            h(Badge, {
              state: one.state === 'running' ? 'running' : one.state === 'done' ? 'completed' : 'failed',
              word: one.state,
            }),
            span(
              { class: 'line-text' },
              one.kind === 'retry' ? 'run again: ' : `${plain(one.kind)}: `,
              span({ class: 'num strong' }, count(one.changed)),
              ' jobs',
              one.error && [' ', shown(one.error, { class: 'bad-text' })],
            ),
            span(
              { class: 'faint' },
              h(Ago, { at: one.startedAt }),
              ', took ',
              h(Lasted, { from: one.startedAt, to: one.endedAt }),
            ),
          ),
        ),
      ),
      p({ class: 'hint' }, 'Kept until the instance that did it restarts.'),
    )
  );
}
