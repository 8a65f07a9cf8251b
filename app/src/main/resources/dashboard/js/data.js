// What pages show: the answer of an address of the API, kept fresh by events, and never replaced by
// nothing, so that a page does not blink.
import { useEffect, useRef, useState } from 'preact/hooks';
import { getText, read } from './api.js';
import { follow } from './live.js';

const LEAST_PAUSE = 900;
const SLOW = 20_000;
const KEPT = 40;

/** The last answers, so that going back shows at once what was there. */
const answers = new Map();

function keep(path, text) {
  answers.delete(path);
  answers.set(path, text);
  if (answers.size > KEPT) {
    answers.delete(answers.keys().next().value);
  }
}

const start = (path) => {
  const text = path === null ? undefined : answers.get(path);
  return { path, data: text === undefined ? null : read(text), error: null };
};

/**
 * @param path under /api/v1; null: nothing is asked
 * @param on which events mean that the answer may have changed; ticks always do
 */
export function useAnswer(path, on = () => false) {
  const [state, set] = useState(() => start(path));
  const wants = useRef(on);
  wants.current = on;
  const reload = useRef(() => Promise.resolve());
  const current = state.path === path ? state : start(path);
  useEffect(() => {
    if (path === null) {
      return undefined;
    }
    return loop(path, set, wants, reload);
  }, [path]);
  return { ...current, reload: () => reload.current() };
}

/** Asks now, then whenever an event says so, at most about once a second, and slowly anyway. */
function loop(path, set, wants, reload) {
  const abort = new AbortController();
  let last = answers.get(path);
  let asked = 0;
  let timer = null;
  let under = null;
  async function ask() {
    asked = Date.now();
    try {
      const text = await getText(path, abort.signal);
      if (text !== last || !answers.has(path)) {
        last = text;
        keep(path, text);
      }
      const data = read(text);
      set((before) =>
        before.path === path && before.text === text && !before.error ? before : { path, text, data, error: null },
      );
    } catch (error) {
      if (!abort.signal.aborted) {
        set((before) => ({ ...(before.path === path ? before : start(path)), error }));
      }
    }
  }
  const run = () => {
    under ??= ask().finally(() => {
      under = null;
    });
    return under;
  };
  const soon = () => {
    if (timer === null && !document.hidden) {
      timer = setTimeout(
        () => {
          timer = null;
          run();
        },
        Math.max(under ? LEAST_PAUSE : 0, asked + LEAST_PAUSE - Date.now()),
      );
    }
  };
  const leave = follow((event) => (event.kind === 'tick' || wants.current(event)) && soon());
  const slow = setInterval(soon, SLOW);
  const back = () => document.hidden || soon();
  document.addEventListener('visibilitychange', back);
  reload.current = run;
  run();
  return () => {
    abort.abort();
    leave();
    clearInterval(slow);
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', back);
  };
}

export const onJobs = (event) =>
  event.kind.startsWith('job_') && event.kind !== 'job_log' && event.kind !== 'job_progress';
export const onCounts = (event) => event.kind === 'counts' || onJobs(event);
export const onJob = (id) => (event) => event.kind !== 'counts' && event.kind !== 'job_log' && event.data?.jobId === id;
