// JSON to look through: a tree that is built as it is opened, of text nodes only.
import { useState } from 'preact/hooks';
import { a, button, details, div, h, icon, li, pre, span, summary, ul } from './dom.js';
import { ExactNumber, href } from './api.js';
import { bytes, count, plural, shown } from './text.js';
import { Copy } from './ui.js';

const LONG = 400;
const MANY = 100;

/** A payload or output with what can be done with it. `large` is {bytes, head} of one too large to show. */
export function JsonBox({ value, large, download, name }) {
  const size = large?.bytes;
  return div(
    { class: 'json-box' },
    div(
      { class: 'json-tools' },
      span({ class: 'faint' }, large ? `${bytes(size)}, its beginning` : kind(value)),
      !large && h(Copy, { text: toText(value), label: `Copy the ${name}` }),
      a(
        {
          class: 'button quiet icon-only',
          href: href(download),
          download: true,
          'aria-label': `Download the ${name}`,
          title: `Download the ${name}`,
        },
        icon('down'),
      ),
    ),
    large
      ? pre({ class: 'raw', tabindex: 0, 'aria-label': `beginning of the ${name}` }, shown(large.head))
      : div({ class: 'json', tabindex: 0, role: 'group', 'aria-label': name }, h(Node, { value, depth: 0 })),
  );
}

function kind(value) {
  if (Array.isArray(value)) {
    return plural(value.length, 'item');
  }
  if (isObject(value)) {
    return plural(Object.keys(value).length, 'field');
  }
  return typeof value === 'string'
    ? `text, ${plural(value.length, 'character')}`
    : value === null
      ? 'null'
      : typeof value === 'object'
        ? 'number'
        : typeof value;
}

const isObject = (value) => value !== null && typeof value === 'object' && !(value instanceof ExactNumber);

/** As text again, long numbers as they came. */
export function toText(value, indent = '') {
  const deeper = indent + '  ';
  if (value instanceof ExactNumber) {
    return value.source;
  }
  if (Array.isArray(value)) {
    return value.length ? `[\n${value.map((item) => deeper + toText(item, deeper)).join(',\n')}\n${indent}]` : '[]';
  }
  if (isObject(value)) {
    const all = Object.entries(value);
    return all.length
      ? `{\n${all.map(([key, item]) => `${deeper}${JSON.stringify(key)}: ${toText(item, deeper)}`).join(',\n')}\n${indent}}`
      : '{}';
  }
  return JSON.stringify(value);
}

function Node({ name, value, depth }) {
  const label = name === undefined ? null : [shown(name, { class: 'json-key' }), span({ class: 'faint' }, ': ')];
  return isObject(value) ? h(Branch, { label, value, depth }) : div({ class: 'json-leaf' }, label, h(Leaf, { value }));
}

function Branch({ label, value, depth }) {
  const all = Array.isArray(value) ? value.map((item, i) => [String(i), item]) : Object.entries(value);
  const [open, set] = useState(depth < 2 && all.length <= 50);
  const [limit, raise] = useState(MANY);
  if (all.length === 0) {
    return div({ class: 'json-leaf' }, label, span({ class: 'faint' }, Array.isArray(value) ? '[ ]' : '{ }'));
  }
  const [left, right] = Array.isArray(value) ? '[]' : '{}';
  return details(
    { open, onToggle: (event) => set(event.currentTarget.open) },
    summary(label, span({ class: 'faint' }, open ? left : `${left} ${count(all.length)} ${right}`)),
    open &&
      ul(
        { class: 'json-list' },
        all.slice(0, limit).map(([key, item]) => li({ key }, h(Node, { name: key, value: item, depth: depth + 1 }))),
        all.length > limit &&
          li(
            button(
              { type: 'button', class: 'button quiet', onClick: () => raise(limit + 10 * MANY) },
              span(`${count(all.length - limit)} more`),
            ),
          ),
      ),
  );
}

function Leaf({ value }) {
  const [whole, set] = useState(false);
  if (typeof value !== 'string') {
    return span(
      { class: value === null ? 'json-null' : 'json-number' },
      value instanceof ExactNumber ? value.source : String(value),
    );
  }
  const long = value.length > LONG;
  return span(
    { class: 'json-string' },
    '“',
    shown(long && !whole ? value.slice(0, LONG) : value),
    long && !whole ? '…' : '”',
    long &&
      button(
        { type: 'button', class: 'button quiet', onClick: () => set(!whole) },
        span(whole ? 'less' : `all ${count(value.length)} characters`),
      ),
  );
}
