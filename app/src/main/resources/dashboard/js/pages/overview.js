// How it goes, at a glance: what runs, what waits, how fast it flows, and where.
import { a, caption, div, h, icon, p, span, table, tbody, td, th, thead, tr } from '../dom.js';
import { post, query } from '../api.js';
import { EndedChart, Spark } from '../charts.js';
import { onCounts, useAnswer } from '../data.js';
import { me } from '../session.js';
import { useSignal } from '../signal.js';
import { brief, compact, count, plain, plural, shown } from '../text.js';
import { Ago, duration, now } from '../time.js';
import { Action, Await, Empty, Meter, Page, Panel, say, useDoing } from '../ui.js';
import { navigate, workflowPath } from '../router.js';

const HOUR = 3_600_000;
const sum = (list, of) => list.reduce((all, one) => all + (of(one) ?? 0), 0);
const waitingOf = (role) => sum(Object.values(role.waiting ?? {}), (n) => n);
const startOfMinute = (ms) => new Date(Math.floor(ms / 60_000) * 60_000).toISOString();

export function Overview() {
  const answer = useAnswer('/overview', onCounts);
  const user = useSignal(me);
  const demo = answer.data?.demo || user?.demo;
  return h(
    Page,
    { title: 'Overview', actions: demo && h(DemoButton) },
    h(Await, { answer, rows: 8 }, (data) => [h(Tiles, { data }), h(Body, { data })]),
  );
}

function DemoButton() {
  const [busy, run] = useDoing();
  const start = () =>
    run(async () => {
      const { workflowId } = await post('/demo');
      say('The demo workflow has started');
      navigate(workflowPath(workflowId));
    });
  return h(Action, {
    needs: 'operator',
    kind: 'primary',
    sign: 'play',
    label: 'Run demo workflow',
    busy,
    onClick: start,
  });
}

function Tiles({ data }) {
  const roles = data.roles;
  const running = sum(roles, (role) => role.running);
  const waiting = sum(roles, waitingOf);
  const recent = data.perMinute.slice(-6, -1);
  const rate = recent.length
    ? sum(recent, (minute) => minute.completed + minute.failed + minute.cancelled) / recent.length
    : 0;
  const oldest = Math.max(-1, ...roles.map((role) => role.oldestWaitingMs ?? -1));
  const hour = (key) => sum(data.perMinute, (minute) => minute[key]);
  return div(
    { class: 'tiles' },
    h(Tile, {
      name: 'Running',
      value: count(running),
      note: plural(data.instances.filter((one) => one.alive).length, 'instance'),
      to: '/jobs?state=running',
      sign: 'play',
      kind: 'running',
    }),
    h(Tile, {
      name: 'Waiting',
      value: compact(waiting),
      note: oldest < 0 ? 'nothing waits' : `the oldest for ${duration(oldest)}`,
      to: '/jobs?state=ready&state=retry_wait&state=scheduled',
      sign: 'stack',
      kind: 'ready',
    }),
    h(Tile, {
      name: 'Ended a minute',
      value: compact(Math.round(rate * 10) / 10),
      note: 'over the last five minutes',
      sign: 'pulse',
      kind: 'completed',
    }),
    h(Tile, {
      name: 'Completed',
      value: compact(hour('completed')),
      note: 'in the last hour',
      to: '/jobs?state=completed',
      sign: 'check',
      kind: 'completed',
    }),
    h(Tile, {
      name: 'Failed',
      value: compact(data.failed24h),
      note: 'in the last 24 hours',
      to: '/failed',
      sign: 'cross',
      kind: data.failed24h > 0 ? 'failed' : 'ready',
    }),
  );
}

function Tile({ name, value, note, to, sign, kind }) {
  const inside = [
    span({ class: 'tile-name' }, span({ class: `tile-sign is-${kind}` }, icon(sign)), name),
    span({ class: 'tile-value num' }, value),
    span({ class: 'tile-note' }, note),
  ];
  return to ? a({ class: 'tile', href: to }, inside) : div({ class: 'tile' }, inside);
}

function Body({ data }) {
  return div(
    { class: 'overview' },
    h(Panel, { title: 'Ended a minute', class: 'span-chart level' }, h(EndedChart, { minutes: data.perMinute })),
    h(Failures),
    h(RolesNow, { roles: data.roles }),
    h(InstancesNow, { instances: data.instances }),
  );
}

function Failures() {
  const answer = useAnswer('/failures?limit=5', onCounts);
  return h(
    Panel,
    { title: 'Most frequent errors', class: 'span-side level', side: a({ href: '/failed' }, 'All') },
    h(Await, { answer, rows: 4 }, ({ items }) =>
      items.length === 0
        ? h(Empty, { sign: 'check' }, 'No job has failed.')
        : div(
            { class: 'lines' },
            items.map((group) =>
              a(
                {
                  class: 'line',
                  key: group.role + group.errorKey,
                  href: '/jobs' + query({ state: 'failed', role: group.role, errorKey: group.errorKey }),
                },
                span({ class: 'num strong line-count' }, compact(group.count)),
                span(
                  { class: 'line-text' },
                  shown(brief(group.example, 140), { class: 'what' }),
                  span({ class: 'faint small' }, shown(brief(group.role, 30)), ' · ', h(Ago, { at: group.lastAt })),
                ),
              ),
            ),
          ),
    ),
  );
}

function RolesNow({ roles }) {
  const counts = useAnswer(
    '/counts' + query({ from: startOfMinute(now() - HOUR), to: startOfMinute(now() + 60_000), step: '60s' }),
  ).data;
  const ended = perRole(counts?.items ?? []);
  return h(
    Panel,
    { title: 'Roles', class: 'span-roles', side: a({ href: '/roles' }, 'Limits') },
    roles.length === 0
      ? h(Empty, { sign: 'sliders' }, 'No role is configured.')
      : div(
          { class: 'table-box' },
          table(
            { class: 'table role-table' },
            caption({ class: 'unseen' }, 'Roles: what runs and what waits'),
            thead(tr(['Role', 'Running', 'Waiting', 'Oldest', 'Last hour'].map((head) => th({ scope: 'col' }, head)))),
            tbody(roles.map((role) => h(RoleLine, { key: role.role, role, ended: ended.get(role.role) ?? [] }))),
          ),
        ),
  );
}

function RoleLine({ role, ended }) {
  const waits = role.waiting ?? {};
  const parts = [
    ['queued', waits.queued],
    ['ready', waits.ready],
    ['retry wait', waits.retryWait],
    ['scheduled', waits.scheduled],
  ].filter(([, n]) => n > 0);
  return tr(
    td(
      a(
        { class: 'id', href: '/jobs' + query({ role: role.role }), title: plain(role.role) },
        shown(brief(role.role, 26)),
      ),
      role.paused && span({ class: 'badge is-retry_wait' }, icon('pause'), span('paused')),
    ),
    td(
      h(Meter, {
        value: role.running,
        max: role.max * Math.max(1, role.instances),
        label: `${plain(role.role)}: running`,
      }),
    ),
    td(
      { class: 'num' },
      span({ title: parts.map(([name, n]) => `${count(n)} ${name}`).join(', ') }, count(waitingOf(role))),
    ),
    td(
      { class: 'num nowrap' },
      role.oldestWaitingMs === null ? span({ class: 'faint' }, '–') : duration(role.oldestWaitingMs),
    ),
    td({ class: 'cell-spark' }, h(Spark, { values: ended, label: `${plain(role.role)}, last hour` })),
  );
}

/** The ended jobs of each minute, minutes without any as 0. */
function perRole(items) {
  const first = Math.floor((now() - HOUR) / 60_000);
  const all = new Map();
  for (const item of items) {
    const minute = Math.floor(Date.parse(item.at) / 60_000) - first;
    if (!all.has(item.role)) {
      all.set(item.role, new Array(61).fill(0));
    }
    if (minute >= 0 && minute <= 60) {
      all.get(item.role)[minute] += item.completed + item.failed + item.cancelled;
    }
  }
  return all;
}

function InstancesNow({ instances }) {
  const alive = instances.filter((one) => one.alive);
  return h(
    Panel,
    { title: 'Instances', class: 'span-side', side: a({ href: '/instances' }, 'All') },
    alive.length === 0
      ? h(Empty, { sign: 'server' }, 'No instance beats. Nothing is run until one does.')
      : div(
          { class: 'lines' },
          alive.map((one) =>
            div(
              { class: 'line', key: one.instanceId },
              span({ class: 'num strong line-count' }, count(one.running)),
              span({ class: 'line-text' }, shown(brief(one.host, 40)), one.me && span({ class: 'chip' }, 'this one')),
              span({ class: 'faint' }, 'started ', h(Ago, { at: one.startedAt })),
            ),
          ),
        ),
    p({ class: 'hint' }, 'Running jobs of each.'),
  );
}
