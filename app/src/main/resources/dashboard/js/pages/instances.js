// The processes that share the work, and what each runs.
import { div, h, span } from '../dom.js';
import { onCounts, useAnswer } from '../data.js';
import { brief, count, plain, plural, shown } from '../text.js';
import { Ago } from '../time.js';
import { Await, Badge, Cards, Copy, Empty, Page } from '../ui.js';

const ROLES_SHOWN = 8;

export function Instances() {
  const answer = useAnswer('/instances', onCounts);
  return h(
    Page,
    { title: 'Instances', lead: 'Processes of this group: those that live, and those that went lately.' },
    h(Await, { answer, rows: 4 }, ({ items }) =>
      items.length === 0
        ? h(Empty, { sign: 'server' }, 'No instance has ever beaten.')
        : h(Cards, {
            name: 'Instances',
            heads: HEADS,
            rows: [...items]
              .sort((x, y) => Number(y.alive) - Number(x.alive))
              .map((one) => ({ key: one.instanceId, cells: cells(one) })),
          }),
    ),
  );
}

const HEADS = [
  ['State'],
  ['Host'],
  ['Running', 'num strong'],
  ['Roles'],
  ['Version'],
  ['Started', 'nowrap'],
  ['Gone', 'nowrap'],
];

function cells(one) {
  const roles = [...(one.roles ?? [])].sort((x, y) => y.running - x.running);
  const others = roles.length - ROLES_SHOWN;
  return [
    h(Badge, { state: one.alive ? 'completed' : 'cancelled', word: one.alive ? 'alive' : 'gone' }),
    [
      span({ class: 'strong' }, shown(brief(one.host, 40))),
      one.me && span({ class: 'chip' }, 'this one'),
      div(
        { class: 'faint mono small' },
        shown(brief(one.instanceId, 40)),
        h(Copy, { text: one.instanceId, label: `Copy the id of ${plain(one.host)}` }),
      ),
    ],
    count(one.running),
    div(
      { class: 'chips' },
      roles
        .slice(0, ROLES_SHOWN)
        .map((role) =>
          span(
            { class: 'chip', key: role.role },
            shown(brief(role.role, 24)),
            span({ class: 'num' }, ` ${role.running}/${role.max || '∞'}`),
          ),
        ),
      others > 0 && span({ class: 'faint' }, `and ${plural(others, 'other')}`),
    ),
    shown(one.version ?? '–'),
    h(Ago, { at: one.startedAt }),
    h(Ago, { at: one.goneAt }),
  ];
}
