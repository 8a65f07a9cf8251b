// The frame around all pages: name, ways to them, state of the connection, and the page itself.
import { render } from 'preact';
import { useEffect, useErrorBoundary, useRef, useState } from 'preact/hooks';
import { a, button, div, footer, h, header, icon, li, main, nav, p, span, ul } from './dom.js';
import { remove, unreachable } from './api.js';
import { useAnswer } from './data.js';
import { mode, watch } from './live.js';
import { kept, useSignal } from './signal.js';
import { place } from './router.js';
import { learnMe, me } from './session.js';
import { shown } from './text.js';
import { Ago } from './time.js';
import { Dialogs, Notes, Trouble } from './ui.js';
import { OperationBar } from './actions.js';
import { showKeys } from './keys.js';
import { Overview } from './pages/overview.js';
import { Jobs } from './pages/jobs.js';
import { Job } from './pages/job.js';
import { Workflow } from './pages/workflow.js';
import { Workflows } from './pages/workflows.js';
import { Failed } from './pages/failed.js';
import { Roles } from './pages/roles.js';
import { Instances } from './pages/instances.js';
import { Doctor } from './pages/doctor.js';
import { Audit } from './pages/audit.js';
import { Login } from './pages/login.js';

const PAGES = {
  '/': [Overview, 'Overview'],
  '/jobs': [Jobs, 'Jobs'],
  '/job': [Job, 'Job'],
  '/workflows': [Workflows, 'Workflows'],
  '/workflow': [Workflow, 'Workflow'],
  '/failed': [Failed, 'Failed'],
  '/roles': [Roles, 'Roles'],
  '/instances': [Instances, 'Instances'],
  '/doctor': [Doctor, 'Doctor'],
  '/audit': [Audit, 'Audit'],
  '/login': [Login, 'Log in'],
};
const WAYS = [
  ['/', 'Overview', 'grid'],
  ['/jobs', 'Jobs', 'list', '/job'],
  ['/workflows', 'Workflows', 'flow', '/workflow'],
  ['/failed', 'Failed', 'warn'],
  ['/roles', 'Roles', 'sliders'],
  ['/instances', 'Instances', 'server'],
  ['/doctor', 'Doctor', 'pulse'],
  ['/audit', 'Audit', 'book'],
];

const theme = kept('theme', 'system');

function App() {
  const { path, query } = useSignal(place);
  const user = useSignal(me);
  const [View, name] = PAGES[path] ?? [Nowhere, 'Not found'];
  const login = path === '/login';
  useEffect(() => {
    if (!login && !user) {
      learnMe().catch(() => {}); // refused: the login is shown; away: the bar says so, and we ask again
      const again = setInterval(() => me.value || learnMe().catch(() => {}), 3_000);
      return () => clearInterval(again);
    }
    return undefined;
  }, [login, user]);
  const id = query.get('id');
  useEffect(() => {
    watch(login || !user ? null : path === '/workflow' ? { workflowId: id } : path === '/job' ? { jobId: id } : {});
  }, [login, user, path, id]);
  useArrival(path, id, name);
  if (login) {
    return h(Login, { next: query.get('next') });
  }
  return div(
    { class: 'frame' },
    a(
      {
        class: 'skip',
        href: '#title',
        onClick: (event) => {
          event.preventDefault();
          document.getElementById('title')?.focus();
        },
      },
      'Skip to the page',
    ),
    h(Top, { user }),
    h(Ways, { path }),
    main(
      { id: 'main' },
      user
        ? h(Guarded, { View, key: path + (id ?? '') })
        : div({ class: 'page' }, div({ class: 'bones' }, div({ class: 'bone' }), div({ class: 'bone' }))),
    ),
    user && h(Foot),
    h(Notes),
    h(Dialogs),
  );
}

/** A page that breaks takes only itself with it. */
function Guarded({ View }) {
  const [error, reset] = useErrorBoundary((e) => console.error(e));
  return error
    ? div(
        { class: 'page' },
        h(Trouble, { error: { status: 1, message: `This page has failed: ${error.message}` }, again: reset }),
      )
    : h(View);
}

/** Tells of a new page to those who do not see it: its title, and the focus on its heading. */
function useArrival(path, id, name) {
  const first = useRef(true);
  useEffect(() => {
    document.title = `${name}${id ? ` ${id.slice(0, 40)}` : ''} · Backend Executor`;
    if (first.current) {
      first.current = false;
    } else {
      document.getElementById('title')?.focus({ preventScroll: true });
    }
  }, [path, id]);
}

function Top({ user }) {
  const chosen = useSignal(theme);
  useEffect(() => {
    if (chosen === 'system') {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = chosen;
    }
  }, [chosen]);
  const dark = chosen === 'dark' || (chosen === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  return header(
    { class: 'top' },
    a(
      { class: 'brand', href: '/' },
      span({ class: 'brand-sign', 'aria-hidden': 'true' }, icon('flow')),
      span('Backend Executor'),
    ),
    h(Connection),
    div(
      { class: 'top-end' },
      user &&
        span(
          { class: 'who', title: `${user.name}, ${user.role}` },
          shown(user.name),
          span({ class: 'chip' }, user.role),
        ),
      button(
        {
          type: 'button',
          class: 'button quiet icon-only wide-only',
          'aria-label': 'Keys',
          title: 'Keys (?)',
          onClick: showKeys,
        },
        icon('keyboard'),
      ),
      button(
        {
          type: 'button',
          class: 'button quiet icon-only',
          'aria-label': dark ? 'Use the light theme' : 'Use the dark theme',
          title: dark ? 'Light theme' : 'Dark theme',
          onClick: () => theme.set(dark ? 'light' : 'dark'),
        },
        icon(dark ? 'sun' : 'moon'),
      ),
      user &&
        user.auth !== 'none' &&
        button(
          {
            type: 'button',
            class: 'button quiet icon-only',
            'aria-label': 'Log out',
            title: 'Log out',
            onClick: logOut,
          },
          icon('exit'),
        ),
    ),
  );
}

async function logOut() {
  await remove('/session').catch(() => {});
  location.assign('/login'); // anew, so that nothing of what was shown stays
}

const MODES = {
  live: ['live', 'Events arrive as they happen.'],
  polling: ['polling', 'No stream of events: the page asks every few seconds.'],
  connecting: ['connecting', 'The stream of events is being opened.'],
};

function Connection() {
  const how = useSignal(mode);
  const since = useSignal(unreachable);
  const [word, why] = since ? ['offline', 'The service does not answer.'] : MODES[how];
  return span(
    { class: `connection ${word}`, title: why, role: 'status', 'aria-label': `connection: ${word}` },
    span({ class: 'lamp', 'aria-hidden': 'true' }),
    span({ class: 'connection-word' }, word),
  );
}

function Ways({ path }) {
  const [open, set] = useState(false);
  useEffect(() => set(false), [path]);
  const now = WAYS.find(([way, , , also]) => way === path || also === path);
  return nav(
    { class: `ways ${open ? 'open' : ''}`, 'aria-label': 'Pages' },
    button(
      {
        type: 'button',
        class: 'ways-button',
        'aria-expanded': open,
        'aria-controls': 'ways',
        onClick: () => set(!open),
      },
      icon('menu'),
      span(now ? now[1] : 'Pages'),
    ),
    ul(
      { id: 'ways' },
      WAYS.map(([way, name, sign, also]) =>
        li(
          a(
            { href: way, 'aria-current': way === path ? 'page' : also === path ? 'true' : undefined },
            icon(sign),
            span(name),
          ),
        ),
      ),
    ),
  );
}

/** What is wrong lies over the foot of the window: it moves nothing. */
function Foot() {
  const since = useSignal(unreachable);
  const { data } = useAnswer('/overview');
  return footer(
    { class: 'foot' },
    since &&
      div(
        { class: 'alarm', role: 'alert' },
        icon('warn'),
        p(
          'The service has not answered for ',
          h(Ago, { at: since }),
          '. What you see is what it said last; the page goes on by itself.',
        ),
      ),
    !since &&
      (data?.outages ?? []).map((outage) =>
        div(
          { class: 'alarm', role: 'alert', key: outage.server },
          icon('warn'),
          p(shown(outage.sentence), ' ', span({ class: 'num' }, 'Since ', h(Ago, { at: outage.since }))),
        ),
      ),
    h(OperationBar),
  );
}

const Nowhere = () =>
  div(
    { class: 'page' },
    h('h1', { id: 'title', tabindex: -1 }, 'No such page'),
    p(a({ href: '/' }, 'To the overview')),
  );

render(h(App), document.getElementById('app'));
