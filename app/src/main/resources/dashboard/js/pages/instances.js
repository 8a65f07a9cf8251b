// The processes that share the work, and what each runs.
import { caption, div, h, span, table, tbody, td, th, thead, tr } from '../dom.js';
import { onCounts, useAnswer } from '../data.js';
import { brief, count, plain, plural, shown } from '../text.js';
import { Ago } from '../time.js';
import { Await, Badge, Copy, Empty, Page } from '../ui.js';

const ROLES_SHOWN = 8;

export function Instances() {
  const answer = useAnswer('/instances', onCounts);
  return h(
    Page,
    { title: 'Instances', lead: 'Processes of this group: those that live, and those that went lately.' },
    h(Await, { answer, rows: 4 }, ({ items }) =>
      items.length === 0
        ? h(Empty, { sign: 'server' }, 'No instance has ever beaten.')
        : div(
            { class: 'table-box' },
            table(
              { class: 'table cards' },
              caption({ class: 'unseen' }, 'Instances'),
              thead(tr(['State', 'Host', 'Running', 'Roles', 'Version', 'Started', 'Gone', 'Beats'].map((head) => th({ scope: 'col' }, head)))),
              tbody([...items].sort((x, y) => Number(y.alive) - Number(x.alive)).map((one) => h(Line, { key: one.instanceId, one }))),
            ),
          )),
  );
}

function Line({ one }) {
  const roles = [...(one.roles ?? [])].sort((x, y) => y.running - x.running);
  return tr(
    td(h(Badge, { state: one.alive ? 'completed' : 'cancelled', word: one.alive ? 'alive' : 'gone' })),
    td(span({ class: 'strong' }, shown(brief(one.host, 40))), one.me && span({ class: 'chip' }, 'this one'), div({ class: 'faint mono small nowrap' }, shown(brief(one.instanceId, 40)), h(Copy, { text: one.instanceId, label: `Copy the id of ${plain(one.host)}` }))),
    td({ class: 'num strong' }, count(one.running)),
    td(div({ class: 'chips' }, roles.slice(0, ROLES_SHOWN).map((role) => span({ class: 'chip', key: role.role }, shown(brief(role.role, 24)), span({ class: 'num' }, ` ${role.running}/${role.max || '∞'}`))), roles.length > ROLES_SHOWN && span({ class: 'faint' }, `and ${plural(roles.length - ROLES_SHOWN, 'other')}`))),
    td(shown(one.version ?? '–')),
    td(h(Ago, { at: one.startedAt })),
    td(h(Ago, { at: one.goneAt })),
    td({ class: 'num' }, count(one.beat)),
  );
}
