// Roles and their limits, which can be changed while work goes on.
import { useState } from 'preact/hooks';
import { a, div, form, h, icon, input, label, p, span } from '../dom.js';
import { patch, query, segment } from '../api.js';
import { onCounts, useAnswer } from '../data.js';
import { brief, count, plain, plural, shown } from '../text.js';
import { duration } from '../time.js';
import { Action, ask, Await, Cards, confirm, Empty, Meter, Page, say, useDoing } from '../ui.js';

const FILTER_FROM = 12;

export function Roles() {
  const answer = useAnswer('/roles', onCounts);
  return h(
    Page,
    { title: 'Roles', lead: 'A change holds at once on all instances, and is kept over restarts.' },
    h(Await, { answer, rows: 6 }, ({ total, items }) => [
      h(Total, { total, reload: answer.reload }),
      h(Table, { items, reload: answer.reload }),
    ]),
  );
}

function Total({ total, reload }) {
  const [busy, run] = useDoing();
  const change = () =>
    run(async () => {
      const max = await askLimit('All roles together', total.max, total.configured);
      if (max !== undefined) {
        await patch('/limits', { total: max });
        say(
          max === null
            ? 'The total is as configured again'
            : `At most ${max || 'unlimited'} jobs run at once on each instance`,
        );
        await reload();
      }
    });
  return div(
    { class: 'total' },
    span({ class: 'strong' }, 'All roles together, on this instance'),
    h(Meter, { value: total.taken ?? 0, max: total.max, label: 'all roles: slots taken' }),
    total.max !== total.configured && span({ class: 'chip' }, `configured: ${total.configured || 'unlimited'}`),
    h(Action, {
      needs: 'admin',
      sign: 'edit',
      label: 'Change',
      'aria-label': 'Change the total limit',
      busy,
      onClick: change,
    }),
  );
}

/** null: as configured; undefined: nothing is to change. */
function askLimit(name, max, configured) {
  return ask({
    title: `Limit: ${plain(brief(name, 40))}`,
    yes: 'Change the limit',
    read: (element) => (element.elements.configured.checked ? null : Number(element.elements.max.value)),
    body: () =>
      div(
        { class: 'dialog-text' },
        label(
          { class: 'field' },
          span('Jobs at once, on each instance; 0 is unlimited'),
          input({
            name: 'max',
            type: 'number',
            min: 0,
            max: 1_000_000,
            step: 1,
            required: true,
            defaultValue: String(max),
            autofocus: true,
          }),
        ),
        label(
          { class: 'check' },
          input({ type: 'checkbox', name: 'configured' }),
          span(`As configured (${configured || 'unlimited'})`),
        ),
        p({ class: 'faint' }, 'Jobs that run are not interrupted when the limit falls below them.'),
      ),
  });
}

function Table({ items, reload }) {
  const [text, set] = useState('');
  const like = items.filter((role) => role.role.toLowerCase().includes(text.toLowerCase()));
  if (items.length === 0) {
    return h(Empty, { sign: 'sliders' }, 'No role is configured.');
  }
  return [
    items.length >= FILTER_FROM &&
      form(
        { class: 'search small-search', role: 'search', onSubmit: (event) => event.preventDefault() },
        icon('search'),
        input({
          type: 'search',
          value: text,
          placeholder: 'role',
          'aria-label': `Search among ${items.length} roles`,
          onInput: (event) => set(event.currentTarget.value),
        }),
      ),
    h(Cards, {
      name: 'Roles and their limits',
      heads: HEADS,
      rows: like.map((role) => ({ key: role.role, cells: cells(role, reload) })),
    }),
    like.length === 0 && h(Empty, { sign: 'search' }, 'No role is called so.'),
  ];
}

const HEADS = [
  ['Role'],
  ['Running'],
  ['Waiting', 'num'],
  ['Oldest', 'num nowrap'],
  ['Pending', 'num'],
  ['Instances', 'num nowrap'],
  ['What to do'],
];

function cells(role, reload) {
  const waits = role.waiting ?? {};
  const words = [
    [waits.queued, 'queued'],
    [waits.ready, 'ready'],
    [waits.retryWait, 'retry wait'],
    [waits.scheduled, 'scheduled'],
  ].filter(([n]) => n > 0);
  return [
    [
      a(
        { class: 'id', href: '/jobs' + query({ role: role.role }), title: plain(role.role) },
        shown(brief(role.role, 32)),
      ),
      role.paused && span({ class: 'badge is-retry_wait' }, icon('pause'), span('paused')),
      div({ class: 'faint small' }, shown(brief(role.stream ?? '', 40)), role.runner && ` · ${plain(role.runner)}`),
    ],
    [
      h(Meter, {
        value: role.running,
        max: role.max * Math.max(1, role.instances),
        label: `${plain(role.role)}: running`,
      }),
      div(
        { class: 'faint small' },
        role.max ? `${count(role.max)} each` : 'no limit',
        role.max !== role.configured && `, configured: ${role.configured || 'unlimited'}`,
      ),
    ],
    [
      span({ class: 'strong' }, count(words.reduce((sum, [n]) => sum + n, 0))),
      words.length > 0 && div({ class: 'faint small' }, words.map(([n, word]) => `${count(n)} ${word}`).join(', ')),
    ],
    role.oldestWaitingMs === null || role.oldestWaitingMs === undefined ? '–' : duration(role.oldestWaitingMs),
    count(role.pending),
    role.instances === 0 ? span({ class: 'bad-text' }, 'none') : plural(role.instances, 'instance'),
    h(RoleButtons, { role, reload }),
  ];
}

function RoleButtons({ role, reload }) {
  const [busy, run] = useDoing();
  const path = `/roles/${segment(role.role)}`;
  const pause = () =>
    run(async () => {
      const paused = !role.paused;
      const sure =
        !paused ||
        (await confirm({
          title: `Pause ${plain(brief(role.role, 40))}?`,
          text: 'Jobs that run go on; no other starts, on any instance, until it is resumed.',
          yes: 'Pause the role',
        }));
      if (sure) {
        await patch(path, { paused });
        say(`${plain(role.role)} is ${paused ? 'paused' : 'resumed'}`);
        await reload();
      }
    });
  const limit = () =>
    run(async () => {
      const max = await askLimit(role.role, role.max, role.configured);
      if (max !== undefined) {
        await patch(path, { max });
        say(`${plain(role.role)}: ${max === null ? 'as configured' : max || 'unlimited'}`);
        await reload();
      }
    });
  return div(
    { class: 'row-actions' },
    h(Action, {
      needs: 'admin',
      sign: role.paused ? 'play' : 'pause',
      label: role.paused ? 'Resume' : 'Pause',
      'aria-label': `${role.paused ? 'Resume' : 'Pause'} ${plain(role.role)}`,
      busy,
      onClick: pause,
    }),
    h(Action, {
      needs: 'admin',
      sign: 'edit',
      label: 'Limit',
      'aria-label': `Limit of ${plain(role.role)}: change`,
      busy,
      onClick: limit,
    }),
  );
}
