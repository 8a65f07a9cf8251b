// All jobs: searched, filtered and paged, each view with an address of its own.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { button, div, form, h, icon, input, label, option, p, select, span } from '../dom.js';
import { query } from '../api.js';
import { bulk } from '../actions.js';
import { onJobs, useAnswer } from '../data.js';
import { JobTable } from '../jobtable.js';
import { useKeys } from '../keys.js';
import { jobPath, navigate, place, refine } from '../router.js';
import { useSignal } from '../signal.js';
import { brief, plural, shown } from '../text.js';
import { exact, now } from '../time.js';
import { Action, Await, Empty, Page, STATES, useDoing } from '../ui.js';

const LIMIT = 50;
const SPANS = { '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000 };
const FILTERS = ['role', 'workflowId', 'errorKey', 'q', 'from', 'to'];
const CHOICES = ['running', 'ready', 'retry_wait', 'scheduled', 'completed', 'failed', 'cancelled'];

/** What the address asks for, in the API's words. */
function filterOf(asked) {
  const filter = Object.fromEntries(FILTERS.map((name) => [name, asked.get(name)]));
  filter.state = asked.getAll('state');
  const span = SPANS[asked.get('since')];
  if (span) {
    filter.from = new Date(Math.floor((now() - span) / 60_000) * 60_000).toISOString();
  }
  return filter;
}

export function Jobs() {
  const { query: asked, at } = useSignal(place);
  const filter = useMemo(() => filterOf(asked), [at]);
  const after = asked.get('after');
  const path = '/jobs' + query({ ...filter, after, limit: LIMIT });
  const answer = useAnswer(path, onJobs);
  const [lines, held, release] = useTopUp(path, answer.data?.items ?? null, after !== null);
  const [selected, select_] = useSelection(lines, answer.data?.next, at);
  const filtered = FILTERS.some((name) => filter[name]) || filter.state.length > 0;
  return h(
    Page,
    { title: 'Jobs', actions: h(BulkButtons, { filter, filtered }) },
    h(Filters, { asked, filter }),
    div(
      { class: 'list-line', 'aria-live': 'polite' },
      span({ class: 'faint' }, after ? 'Older jobs' : 'Newest first'),
      held > 0 && button({ type: 'button', class: 'button quiet', onClick: () => { release(); scrollTo(0, 0); } }, icon('again'), span(`${plural(held, 'new job')}: show`)),
      after && button({ type: 'button', class: 'button quiet', onClick: () => refine({ after: null }) }, span('Back to the newest')),
    ),
    h(Await, { answer, rows: 12 }, (data) => [
      lines.length === 0 ? h(Nothing, { filtered, data }) : h(JobTable, { jobs: lines, name: 'Jobs, newest first', selected }),
      h(Pager, { data, shownAll: lines.length }),
    ]),
  );
}

function Nothing({ filtered, data }) {
  return h(Empty, { sign: 'search' },
    data.next ? 'None so far: the search has not looked at all jobs yet.' : filtered ? 'No job is like this. Take a filter away.' : 'No job has come yet. ./executor submit sends one.');
}

function Pager({ data }) {
  return div(
    { class: 'pager' },
    data.searchedTo && p({ class: 'faint' }, `Searched back to ${exact(data.searchedTo)}.`),
    data.next && button({ type: 'button', class: 'button', id: 'older', onClick: () => { refine({ after: data.next }); scrollTo(0, 0); } }, span(data.searchedTo ? 'Search further back' : 'Older jobs')),
  );
}

/**
 * Known lines change where they are. New ones come in on top while nobody has scrolled, pointed or
 * selected; else they wait to be asked for, so that nothing moves under the eye or the pointer.
 */
function useTopUp(path, items, frozen) {
  const seen = useRef({ path: null, ids: null });
  const [, redraw] = useState(0);
  const fresh = items ?? [];
  if (seen.current.path !== path) {
    seen.current = { path, ids: null };
  }
  if (items !== null && seen.current.ids === null) {
    seen.current.ids = new Set(items.map((job) => job.jobId));
  }
  const known = seen.current.ids ?? new Set();
  const unseen = fresh.filter((job) => !known.has(job.jobId));
  const busy = frozen || scrollY > 40 || document.querySelector('.jobs tbody:hover, .jobs tbody :focus, .jobs .selected') !== null;
  if (unseen.length > 0 && !busy) {
    unseen.forEach((job) => known.add(job.jobId));
  }
  const lines = fresh.filter((job) => known.has(job.jobId));
  const release = () => {
    fresh.forEach((job) => known.add(job.jobId));
    redraw((n) => n + 1);
  };
  return [lines, fresh.length - lines.length, release];
}

function useSelection(lines, next, at) {
  const [id, set] = useState(null);
  const index = lines.findIndex((job) => job.jobId === id);
  useEffect(() => set(null), [at]);
  const move = (step) => {
    const to = Math.max(0, Math.min(lines.length - 1, index < 0 ? (step > 0 ? 0 : lines.length - 1) : index + step));
    if (lines[to]) {
      set(lines[to].jobId);
      document.querySelectorAll('.jobs tbody tr')[to]?.scrollIntoView({ block: 'nearest' });
    }
    return true;
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: (event) => (index >= 0 && !event.target.closest?.('a, button') ? (navigate(jobPath(id)), true) : undefined),
    n: () => (next ? (refine({ after: next }), scrollTo(0, 0), true) : undefined),
    '/': () => (document.getElementById('search').focus(), true),
    Escape: () => (set(null), true),
  });
  return [index, set];
}

function Filters({ asked, filter }) {
  const roles = useAnswer('/roles').data?.items ?? [];
  const chosen = new Set(filter.state);
  const toggle = (state) => {
    const next = new Set(chosen);
    next.delete(state) || next.add(state);
    refine({ state: [...next], after: null });
  };
  return div(
    { class: 'filters' },
    h(Search, { value: asked.get('q') ?? '' }),
    label({ class: 'field' }, span('Role'), select(
      { value: filter.role ?? '', onChange: (event) => refine({ role: event.currentTarget.value, after: null }) },
      option({ value: '' }, 'all'),
      [...new Set([...roles.map((role) => role.role), ...(filter.role ? [filter.role] : [])])].map((role) => option({ value: role, key: role, selected: role === filter.role }, brief(role, 40))),
    )),
    label({ class: 'field' }, span('Created'), select(
      { value: asked.get('since') ?? '', onChange: (event) => refine({ since: event.currentTarget.value, from: null, to: null, after: null }) },
      option({ value: '' }, filter.from || filter.to ? 'as in the address' : 'any time'),
      option({ value: '1h' }, 'last hour'),
      option({ value: '24h' }, 'last 24 hours'),
      option({ value: '7d' }, 'last 7 days'),
    )),
    div(
      { class: 'state-filter', role: 'group', 'aria-label': 'States' },
      CHOICES.map((state) => button({ type: 'button', key: state, class: `toggle is-${state}`, 'aria-pressed': chosen.has(state), onClick: () => toggle(state) }, icon(STATES[state][1]), span(STATES[state][0]))),
    ),
    h(Chips, { asked }),
  );
}

function Search({ value }) {
  const [text, set] = useState(value);
  useEffect(() => set(value), [value]);
  const timer = useRef(null);
  const go = (q) => refine({ q, after: null }, { replace: true });
  const type = (event) => {
    const q = event.currentTarget.value;
    set(q);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => go(q.trim()), 350);
  };
  return form(
    { class: 'search', role: 'search', onSubmit: (event) => { event.preventDefault(); clearTimeout(timer.current); go(text.trim()); } },
    icon('search'),
    input({ id: 'search', type: 'search', value: text, placeholder: 'id, task or error', 'aria-label': 'Search jobs by id, task or error', 'aria-keyshortcuts': '/', autocomplete: 'off', spellcheck: false, onInput: type, onKeyDown: (event) => event.key === 'Escape' && event.currentTarget.blur() }),
    span({ class: 'search-key', 'aria-hidden': 'true' }, '/'),
  );
}

/** Filters that other pages set, each to be taken away. */
function Chips({ asked }) {
  const set = ['workflowId', 'errorKey', 'from', 'to'].filter((name) => asked.get(name));
  const words = { workflowId: 'workflow', errorKey: 'error', from: 'from', to: 'to' };
  return set.length > 0 && div({ class: 'chips' }, set.map((name) =>
    button({ type: 'button', class: 'chip chip-button', key: name, 'aria-label': `Take the filter ${words[name]} away`, onClick: () => refine({ [name]: null, after: null }) }, `${words[name]}: `, shown(brief(asked.get(name), 50)), icon('cross'))));
}

function BulkButtons({ filter, filtered }) {
  const [busy, run] = useDoing();
  const hint = filtered ? undefined : 'Set a filter first';
  const asked = Object.fromEntries(Object.entries(filter).filter(([, value]) => value && value.length > 0));
  return [
    h(Action, { needs: 'operator', sign: 'again', label: 'Retry these', busy, disabled: !filtered, title: hint, onClick: () => run(() => bulk('retry', asked)) }),
    h(Action, { needs: 'operator', sign: 'stop', label: 'Cancel these', busy, disabled: !filtered, title: hint, onClick: () => run(() => bulk('cancel', asked)) }),
  ];
}
