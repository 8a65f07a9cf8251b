// What happens, as it happens: one stream of Server-Sent Events, followed by whoever is shown. The
// browser resumes it where it broke off; while there is none, a tick every few seconds takes its
// place, so pages are never older than that.
import { href, query } from './api.js';
import { signal } from './signal.js';

const KINDS = ['job_started', 'job_retrying', 'job_completed', 'job_progress', 'job_log', 'counts'];
const TICK = 3_000;
const TRY_AGAIN = 15_000;

/** connecting, live or polling */
export const mode = signal('connecting');

const followers = new Set();
let stream = null;
let wanted = null;
let retry = null;

export function follow(tell) {
  followers.add(tell);
  return () => followers.delete(tell);
}

const tell = (event) => [...followers].forEach((follower) => follower(event));

/** Which events the page in front wants: those of a job, of a workflow, or all; null: none. */
export function watch(filter) {
  const next = filter === null ? null : href('/events' + query(filter));
  if (next !== wanted) {
    wanted = next;
    open();
  }
}

function open() {
  clearTimeout(retry);
  stream?.close();
  stream = null;
  if (wanted === null) {
    return;
  }
  const mine = new EventSource(wanted);
  stream = mine;
  mine.onopen = () => {
    const resumed = mode.value === 'polling';
    mode.set('live');
    if (resumed) {
      tell({ kind: 'tick' });
    }
  };
  mine.onerror = () => {
    mode.set('polling');
    if (mine.readyState === EventSource.CLOSED && stream === mine) {
      retry = setTimeout(open, TRY_AGAIN); // refused: the browser does not try again by itself
    }
  };
  for (const kind of KINDS) {
    mine.addEventListener(kind, (event) => {
      try {
        tell({ kind, data: JSON.parse(event.data) });
      } catch {
        // not one of ours
      }
    });
  }
}

setInterval(() => {
  if (wanted !== null && mode.value !== 'live' && !document.hidden) {
    tell({ kind: 'tick' });
  }
}, TICK);
