// Times as people read them. The server's clock counts, since all times are its own.
import { useEffect, useState } from 'preact/hooks';
import { time } from './dom.js';

let ahead = 0;

/** What the server's clock said in an answer that just came. */
export function learnClock(dateHeader) {
  const theirs = Date.parse(dateHeader ?? '');
  if (!Number.isNaN(theirs)) {
    const difference = theirs - Date.now();
    // the header has whole seconds: less than that is no difference
    ahead = Math.abs(difference) > 2_000 ? difference : 0;
  }
}

export const now = () => Date.now() + ahead;

const tickers = new Set();
setInterval(() => document.hidden || tickers.forEach((tick) => tick()), 1_000);

/** Draws the component anew each second. */
export function useTick() {
  const [, set] = useState(0);
  useEffect(() => {
    const tick = () => set((n) => n + 1);
    tickers.add(tick);
    return () => tickers.delete(tick);
  }, []);
}

export function duration(ms) {
  if (ms === null || ms === undefined || Number.isNaN(ms)) {
    return '–';
  }
  const abs = Math.max(0, ms);
  if (abs < 1_000) {
    return `${Math.round(abs)} ms`;
  }
  if (abs < 10_000) {
    return `${(abs / 1_000).toFixed(1)} s`;
  }
  const s = Math.floor(abs / 1_000);
  if (s < 60) {
    return `${s} s`;
  }
  if (s < 3_600) {
    return `${Math.floor(s / 60)} min ${s % 60} s`;
  }
  if (s < 86_400) {
    return `${Math.floor(s / 3_600)} h ${Math.floor((s % 3_600) / 60)} min`;
  }
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3_600)} h`;
}

/** One unit only, for ages in tables. */
export function shortly(ms) {
  const s = Math.max(0, Math.floor(ms / 1_000));
  if (s < 60) {
    return `${s} s`;
  }
  if (s < 3_600) {
    return `${Math.floor(s / 60)} min`;
  }
  return s < 172_800 ? `${Math.floor(s / 3_600)} h` : `${Math.floor(s / 86_400)} d`;
}

export function exact(iso) {
  const at = new Date(iso);
  return `${at.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })} (${iso})`;
}

export function clock(iso) {
  const at = new Date(iso);
  const day = at.toDateString() === new Date(now()).toDateString();
  return day
    ? at.toLocaleTimeString(undefined, { hourCycle: 'h23' })
    : at.toLocaleString(undefined, {
        month: 'short',
        day: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      });
}

/** Hours and minutes only, whatever the day. */
export const minuteOf = (iso) =>
  new Date(iso).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** "12 s ago", or "in 3 min"; the exact time is its title. */
export function Ago({ at, absent = '–' }) {
  useTick();
  if (!at) {
    return absent;
  }
  const age = now() - Date.parse(at);
  const words = age < -999 ? `in ${shortly(-age)}` : `${shortly(age)} ago`;
  return time({ class: 'num', datetime: at, title: exact(at) }, words);
}

/** How long something has taken, counting on while it has no end. */
export function Lasted({ from, to }) {
  useTick();
  return from ? duration((to ? Date.parse(to) : now()) - Date.parse(from)) : '–';
}
