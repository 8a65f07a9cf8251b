// The words the pages are written in: div({class: 'x'}, 'text', child).
// Children that are strings become text nodes, always; no page ever parses HTML.
import { h } from 'preact';

/** A vnode has no constructor and a list is an array: a plain object can only be properties. */
const isProps = (value) => value?.constructor === Object;

const tag =
  (name) =>
  (...args) =>
    isProps(args[0]) ? h(name, args[0], ...args.slice(1)) : h(name, null, ...args);

export const {
  a,
  aside,
  bdi,
  button,
  caption,
  code,
  dd,
  details,
  dialog,
  div,
  dl,
  dt,
  em,
  fieldset,
  figcaption,
  figure,
  footer,
  form,
  h1,
  h2,
  h3,
  header,
  input,
  kbd,
  label,
  legend,
  li,
  main,
  nav,
  ol,
  option,
  p,
  pre,
  section,
  select,
  small,
  span,
  strong,
  summary,
  table,
  tbody,
  td,
  textarea,
  th,
  thead,
  time,
  tr,
  ul,
  svg,
  g,
  path,
  rect,
  circle,
  line,
  text: svgText,
  title: svgTitle,
} = new Proxy({}, { get: (_, name) => tag(name) });

export { h };

const SHAPES = {
  check: 'M3.5 8.5l3 3 6-7',
  cross: 'M4.5 4.5l7 7m0-7l-7 7',
  play: 'M5.5 3.5v9l7-4.5z',
  clock: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11zM8 5v3.2l2.2 1.6',
  again: 'M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3',
  calendar: 'M3 4.5h10v8.5h-10zM3 7.5h10M5.8 2.8v2.6M10.2 2.8v2.6',
  stop: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11zM5 11l6-6',
  stack: 'M3 5h10M3 8h10M3 11h10',
  pause: 'M6 4v8M10 4v8',
  warn: 'M8 2.5l6 11h-12zM8 6.8v3.2M8 11.6v.4',
  question: 'M6 6a2 2 0 1 1 2.6 1.9c-.5.2-.6.6-.6 1.3M8 11.4v.4',
  search: 'M7 3a4 4 0 1 0 0 8a4 4 0 0 0 0-8zM10 10l3.5 3.5',
  menu: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  sun: 'M8 5.3a2.7 2.7 0 1 0 0 5.4a2.7 2.7 0 0 0 0-5.4zM8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M3.4 12.6l1.1-1.1M11.5 4.5l1.1-1.1',
  moon: 'M13 9.6a5.4 5.4 0 0 1-6.6-6.6a5.4 5.4 0 1 0 6.6 6.6z',
  copy: 'M5.5 5.5h7.5v7.5h-7.5zM3 10.5v-7.5h7.5',
  edit: 'M3 13l.7-2.8 7-7 2.1 2.1-7 7z',
  down: 'M8 3v7.5M4.8 7.5l3.2 3.2 3.2-3.2M3 13.2h10',
  exit: 'M9.5 3h-6v10h6M6.5 8h7M11 5.5l2.5 2.5-2.5 2.5',
  grid: 'M3 3h4v4h-4zM9 3h4v4h-4zM3 9h4v4h-4zM9 9h4v4h-4z',
  list: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.5M2.5 8h.5M2.5 12h.5',
  flow: 'M2.5 6.2h3.6v3.6h-3.6zM10 2.5h3.5v3.5h-3.5zM10 10h3.5v3.5h-3.5zM6.1 8h1.8M7.9 4.2v7.6M7.9 4.2h2.1M7.9 11.8h2.1',
  sliders: 'M4 2.5v5M4 10.5v3M8 2.5v2M8 7.5v6M12 2.5v6M12 11.5v2M2.5 9h3M6.5 6h3M10.5 10h3',
  server: 'M3 3h10v4h-10zM3 9h10v4h-10zM5.3 5h.4M5.3 11h.4',
  pulse: 'M2 8.5h3l1.8-4.5 2.6 8 1.8-3.5h2.8',
  book: 'M3.5 3h9v10h-9zM6 6h4M6 8.5h4',
  keyboard: 'M1.5 4h13v8h-13zM4 6.6h.1M6.7 6.6h.1M9.4 6.6h.1M12 6.6h.1M5 9.5h6',
};

/** A small drawing beside a word; it says nothing of its own, so readers skip it. */
export const icon = (name, extra = '') =>
  svg(
    { class: `icon ${extra}`, viewBox: '0 0 16 16', 'aria-hidden': 'true', focusable: 'false' },
    path({ d: SHAPES[name] ?? SHAPES.question }),
  );
