// A value that components follow.
import { useEffect, useState } from 'preact/hooks';

export function signal(initial) {
  const followers = new Set();
  return {
    value: initial,
    set(next) {
      if (next !== this.value) {
        this.value = next;
        [...followers].forEach((tell) => tell(next));
      }
    },
    follow(tell) {
      followers.add(tell);
      return () => followers.delete(tell);
    },
  };
}

export function useSignal(source) {
  const [value, set] = useState(source.value);
  useEffect(() => {
    set(source.value);
    return source.follow((next) => set(next));
  }, [source]);
  return value;
}

/** A choice kept on this machine, where there is a place to keep it. */
export function kept(name, initial) {
  let stored = null;
  try {
    stored = localStorage.getItem(name);
  } catch {
    // not allowed to: it lasts as long as the page
  }
  const value = signal(stored ?? initial);
  value.follow((next) => {
    try {
      next === initial ? localStorage.removeItem(name) : localStorage.setItem(name, next);
    } catch {
      // as above
    }
  });
  return value;
}
