// Text that comes from jobs, models and producers. It is shown, never obeyed: each character that
// would steer a terminal, turn the writing direction or hide itself becomes a visible sign.
import { bdi, span } from './dom.js';

const C0 =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  );
const NAMES = {
  0x200e: 'LRM',
  0x200f: 'RLM',
  0x061c: 'ALM',
  0x202a: 'LRE',
  0x202b: 'RLE',
  0x202c: 'PDF',
  0x202d: 'LRO',
  0x202e: 'RLO',
  0x2066: 'LRI',
  0x2067: 'RLI',
  0x2068: 'FSI',
  0x2069: 'PDI',
  0x200b: 'ZWSP',
  0x2060: 'WJ',
  0xfeff: 'BOM',
  0x00ad: 'SHY',
  0x2028: 'LS',
  0x2029: 'PS',
  0x7f: 'DEL',
  0x85: 'NEL',
};
// U+200C and U+200D join letters and emoji in ordinary text, so they stay
const STEERING =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/gu;

function sign(character) {
  const point = character.codePointAt(0);
  return `[${C0[point] ?? NAMES[point] ?? 'U+' + point.toString(16).toUpperCase().padStart(4, '0')}]`;
}

/** For places that hold a string only: titles, labels, dialogs. */
export const plain = (value) => String(value ?? '').replace(STEERING, sign);

/** The text with its steering characters as marked signs, kept apart from the text around it. */
export function shown(value, props = {}) {
  const text = String(value ?? '').replace(/\r\n/g, '\n');
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(STEERING)) {
    if (found.index > end) {
      parts.push(text.slice(end, found.index));
    }
    const point = found[0].codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
    parts.push(span({ class: 'sign', title: `character U+${point}` }, sign(found[0])));
    end = found.index + found[0].length;
    if (parts.length > 2_000) {
      break; // more signs than anyone reads: the rest goes as one text
    }
  }
  parts.push(end === 0 ? text : parts.length > 2_000 ? plain(text.slice(end)) : text.slice(end));
  return bdi(props, ...parts);
}

/** At most `max` characters, the middle of an id left out, so that both its ends can be told apart. */
export function brief(value, max = 40) {
  const text = String(value ?? '');
  if (text.length <= max) {
    return text;
  }
  const head = Math.ceil((max - 1) * 0.6);
  return `${text.slice(0, head)}…${text.slice(text.length - (max - 1 - head))}`;
}

/** At most `max` characters of a text to read; of a path or an id, which have no blanks, both ends. */
export const cut = (value, max) => {
  const text = String(value ?? '');
  return text.length <= max ? text : text.includes(' ') ? `${text.slice(0, max - 1)}…` : brief(text, max);
};

export const count = (n) => (n === null || n === undefined ? '–' : n.toLocaleString('en'));

/** Large numbers in little space: 12.3k. */
export function compact(n) {
  return n === null || n === undefined
    ? '–'
    : new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(n);
}

export const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

export function bytes(n) {
  if (n < 1024) {
    return plural(n, 'byte');
  }
  return n < 1024 * 1024 ? `${(n / 1024).toFixed(1)} KiB` : `${(n / 1024 / 1024).toFixed(1)} MiB`;
}
