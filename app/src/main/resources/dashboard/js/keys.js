// Keys for the whole keyboard's sake: / searches, j and k move, Enter opens, ? tells. They can be
// turned off, for those whose software speaks by typing.
import { useEffect } from 'preact/hooks';
import { dd, div, dl, dt, input, kbd, label, span } from './dom.js';
import { kept } from './signal.js';
import { navigate } from './router.js';
import { ask } from './ui.js';

const enabled = kept('keys', 'on');
const GO = {
  o: '/',
  j: '/jobs',
  w: '/workflows',
  f: '/failed',
  r: '/roles',
  i: '/instances',
  d: '/doctor',
  a: '/audit',
};
let went = 0;

const typing = (target) => target.closest?.('input, textarea, select, [contenteditable], dialog');

/** Calls `on[key]` for a key pressed outside of fields. */
export function useKeys(on) {
  useEffect(() => {
    const press = (event) => {
      if (
        enabled.value === 'on' &&
        !event.ctrlKey &&
        !event.metaKey &&
        !event.altKey &&
        !typing(event.target) &&
        Date.now() - went > 800
      ) {
        if (on[event.key]?.(event) !== undefined) {
          event.preventDefault();
        }
      }
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  });
}

document.addEventListener('keydown', (event) => {
  if (enabled.value !== 'on' || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) {
    return;
  }
  if (Date.now() - went < 800 && GO[event.key]) {
    event.preventDefault();
    event.stopImmediatePropagation();
    went = 0;
    navigate(GO[event.key]);
  } else if (event.key === 'g') {
    went = Date.now();
  } else if (event.key === '?') {
    event.preventDefault();
    showKeys();
  }
});

const LINES = [
  [['/'], 'search'],
  [['j', 'k'], 'next and previous row'],
  [['Enter'], 'open the row'],
  [['n'], 'older page'],
  [['g', 'o'], 'overview'],
  [['g', 'j'], 'jobs'],
  [['g', 'w'], 'workflows'],
  [['g', 'f'], 'failed'],
  [['g', 'r'], 'roles'],
  [['g', 'i'], 'instances'],
  [['g', 'd'], 'doctor'],
  [['g', 'a'], 'audit'],
  [['?'], 'this list'],
  [['Esc'], 'close a dialog, leave the search'],
];

export function showKeys() {
  return ask({
    title: 'Keys',
    body: () =>
      div(
        { class: 'dialog-text' },
        dl(
          { class: 'keys' },
          LINES.map(([keys, what]) => [dt(keys.map((key) => kbd(key))), dd(what)]),
        ),
        label(
          { class: 'check' },
          input({
            type: 'checkbox',
            checked: enabled.value === 'on',
            onChange: (event) => enabled.set(event.currentTarget.checked ? 'on' : 'off'),
          }),
          span('Single keys do something'),
        ),
      ),
  });
}
