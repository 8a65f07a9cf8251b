// All jobs: searched, filtered and paged, each view with an address of its own.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { button, div, h, icon, p, span } from '../dom.js';
import { query } from '../api.js';
import { bulk } from '../actions.js';
import { onJobs, useAnswer } from '../data.js';
import { JobTable } from '../jobtable.js';
import { useKeys } from '../keys.js';
import { jobPath, navigate, place, refine } from '../router.js';
import { useSignal } from '../signal.js';
import { plural } from '../text.js';
import { exact, now } from '../time.js';
import { Action, Await, Empty, Page, useDoing } from '../ui.js';
import { Filters } from './jobfilters.js';

const LIMIT = 50;
const SPANS = { '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000 };
const FILTERS = ['role', 'workflowId', 'errorKey', 'q', 'from', 'to'];

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
      held > 0 &&
        button(
          {
            type: 'button',
            class: 'button quiet',
            onClick: () => {
              release();
              scrollTo(0, 0);
            },
          },
          icon('again'),
          span(`${plural(held, 'new job')}: show`),
        ),
      after &&
        button(
          { type: 'button', class: 'button quiet', onClick: () => refine({ after: null }) },
          span('Back to the newest'),
        ),
    ),
    h(Await, { answer, rows: 12 }, (data) => [
      lines.length === 0
        ? h(Nothing, { filtered, data })
        : h(JobTable, { jobs: lines, name: 'Jobs, newest first', selected }),
      h(Pager, { data, shownAll: lines.length }),
    ]),
  );
}

function Nothing({ filtered, data }) {
  return h(
    Empty,
    { sign: 'search' },
    data.next
      ? 'None so far: the search has not looked at all jobs yet.'
      : filtered
        ? 'No job is like this. Take a filter away.'
        : 'No job has come yet. ./executor submit sends one.',
  );
}

function Pager({ data }) {
  return div(
    { class: 'pager' },
    data.searchedTo && p({ class: 'faint' }, `Searched back to ${exact(data.searchedTo)}.`),
    data.next &&
      button(
        {
          type: 'button',
          class: 'button',
          id: 'older',
          onClick: () => {
            refine({ after: data.next });
            scrollTo(0, 0);
          },
        },
        span(data.searchedTo ? 'Search further back' : 'Older jobs'),
      ),
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
  const busy =
    frozen || scrollY > 40 || document.querySelector('.jobs tbody:hover, .jobs tbody :focus, .jobs .selected') !== null;
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

function BulkButtons({ filter, filtered }) {
  const [busy, run] = useDoing();
  const hint = filtered ? undefined : 'Set a filter first';
  const asked = Object.fromEntries(Object.entries(filter).filter(([, value]) => value && value.length > 0));
  return [
    h(Action, {
      needs: 'operator',
      sign: 'again',
      label: 'Retry these',
      busy,
      disabled: !filtered,
      title: hint,
      onClick: () => run(() => bulk('retry', asked)),
    }),
    h(Action, {
      needs: 'operator',
      sign: 'stop',
      label: 'Cancel these',
      busy,
      disabled: !filtered,
      title: hint,
      onClick: () => run(() => bulk('cancel', asked)),
    }),
  ];
}
