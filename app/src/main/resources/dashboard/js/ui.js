// The pieces all pages are put together from.
import { useEffect, useRef, useState } from 'preact/hooks';
import {
  a,
  button,
  caption,
  dialog,
  div,
  form,
  h,
  h1,
  h2,
  icon,
  p,
  section,
  span,
  table,
  tbody,
  td,
  th,
  thead,
  tr,
} from './dom.js';
import { signal, useSignal } from './signal.js';
import { brief, plain, shown } from './text.js';
import { whyNot } from './session.js';
import { jobPath, refine, workflowPath } from './router.js';

/** Word, icon and colour of each state; the colour never says it alone. */
export const STATES = {
  queued: ['queued', 'stack'],
  ready: ['ready', 'stack'],
  running: ['running', 'play'],
  retry_wait: ['retry wait', 'again'],
  scheduled: ['scheduled', 'calendar'],
  completed: ['completed', 'check'],
  failed: ['failed', 'cross'],
  cancelled: ['cancelled', 'stop'],
};
export const ENDED = new Set(['completed', 'failed', 'cancelled']);
export const WAITING = ['ready', 'retry_wait', 'scheduled'];

export function Badge({ state, word, sign }) {
  const [name, usual] = STATES[state] ?? [plain(state), 'question'];
  return span({ class: `badge is-${STATES[state] ? state : 'ready'}` }, icon(sign ?? usual), span(word ?? name));
}

/** A button that is off, and says why, for who may not use it. */
export function Action({ needs = 'viewer', kind = '', sign, label, busy = false, disabled = false, ...props }) {
  const reason = whyNot(needs);
  return button(
    {
      type: 'button',
      class: `button ${kind}`,
      disabled: disabled || busy || reason !== null,
      'aria-busy': busy || undefined,
      ...props,
      title: reason ?? props.title,
    },
    sign && icon(sign),
    span(label),
  );
}

export function Page({ title, lead, actions, children }) {
  return div(
    { class: 'page' },
    div(
      { class: 'page-head' },
      div({ class: 'page-name' }, h1({ tabindex: -1, id: 'title' }, title), lead && p({ class: 'lead' }, lead)),
      actions && div({ class: 'actions' }, actions),
    ),
    children,
  );
}

export function Panel({ title, side, class: more = '', children, id }) {
  const name =
    id ??
    'panel-' +
      String(title)
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-');
  return section(
    { class: `panel ${more}`, 'aria-labelledby': name },
    div({ class: 'panel-head' }, h2({ id: name }, title), side && div({ class: 'panel-side' }, side)),
    children,
  );
}

/** Empty is an answer too: it says so, and what would change it. */
export const Empty = ({ sign = 'check', children }) => div({ class: 'empty' }, icon(sign), p(children));

/** The data's place before, without and after it came: it never jumps to nothing. */
export function Await({ answer, rows = 4, children }) {
  if (answer.data !== null) {
    return children(answer.data);
  }
  if (answer.error) {
    return h(Trouble, { error: answer.error, again: answer.reload });
  }
  return div(
    { class: 'bones', 'aria-busy': 'true', 'aria-label': 'loading' },
    Array.from({ length: rows }, () => div({ class: 'bone' })),
  );
}

/** Leads through a list, latest first: `name` is the part of the address that says where a page of it begins. */
export function Pager({ name, from, next, older }) {
  const go = (to) => refine({ [name]: to });
  return div(
    { class: 'pager' },
    from && button({ type: 'button', class: 'button', onClick: () => go(null) }, span('Back to the latest')),
    next &&
      button(
        {
          type: 'button',
          class: 'button',
          onClick: () => {
            go(next);
            scrollTo(0, 0);
          },
        },
        span(older),
      ),
  );
}

export function Trouble({ error, again }) {
  return div(
    { class: 'trouble', role: 'alert' },
    icon('warn'),
    p(error.status ? shown(error.message) : 'The service cannot be reached. The page goes on when it is back.'),
    again && button({ type: 'button', class: 'button', onClick: again }, span('Try again')),
  );
}

export const JobLink = ({ id, max = 34, ...props }) =>
  a({ class: 'id', href: jobPath(id), title: plain(id), 'aria-label': plain(id), ...props }, shown(brief(id, max)));

export const WorkflowLink = ({ id, max = 28 }) =>
  id
    ? a(
        { class: 'id', href: workflowPath(id), title: plain(id), 'aria-label': `workflow ${plain(id)}` },
        shown(brief(id, max)),
      )
    : span({ class: 'faint' }, '–');

/**
 * A table where there is room, and a card a row where there is none, each value with its name.
 *
 * @param heads the columns' names, each with the class of its cells
 * @param rows each a key and its cells
 */
export function Cards({ name, heads, rows, class: more = '' }) {
  return div(
    { class: 'table-box' },
    table(
      { class: `table cards ${more}` },
      caption({ class: 'unseen' }, name),
      thead(tr(heads.map(([head]) => th({ scope: 'col', key: head }, head)))),
      tbody(
        rows.map(({ key, cells }) =>
          tr(
            { key },
            cells.map((cell, i) => td({ class: heads[i][1], 'data-head': heads[i][0] }, div(cell))),
          ),
        ),
      ),
    ),
  );
}

/** How much of a limit is taken. Without a limit there is only a number. */
export function Meter({ value, max, label }) {
  const part = max > 0 ? Math.min(1, value / max) : 0;
  return div(
    { class: 'meter-line' },
    span({ class: 'num' }, max > 0 ? `${value} / ${max}` : `${value}`, max > 0 ? '' : span({ class: 'faint' }, ' / ∞')),
    div(
      {
        class: 'meter',
        role: 'meter',
        'aria-label': label,
        'aria-valuenow': value,
        'aria-valuemin': 0,
        'aria-valuemax': max > 0 ? max : Math.max(value, 1),
        'aria-valuetext': max > 0 ? `${value} of ${max}` : `${value}, no limit`,
      },
      div({ class: part >= 1 ? 'meter-fill full' : 'meter-fill', style: { width: `${part * 100}%` } }),
    ),
  );
}

// ---- what was done, said once and read aloud

const notes = signal([]);

export function say(text, kind = 'good') {
  const note = { text, kind };
  notes.set([...notes.value, note].slice(-4));
  setTimeout(() => notes.set(notes.value.filter((other) => other !== note)), kind === 'bad' ? 12_000 : 6_000);
}

export function Notes() {
  const all = useSignal(notes);
  return div(
    { class: 'notes', role: 'status', 'aria-live': 'polite', 'aria-atomic': 'false' },
    all.map((note) =>
      div({ class: `note ${note.kind}` }, icon(note.kind === 'bad' ? 'warn' : 'check'), shown(note.text)),
    ),
  );
}

// ---- dialogs: the browser's own, so that focus stays inside and Escape closes

const asked = signal(null);

/** Opens a dialog. `body` gets `close`; the promise ends with what was given to it. */
export const ask = (question) => new Promise((answer) => asked.set({ ...question, answer }));

/** Asks before something is done that cannot be taken back. */
export const confirm = ({ title, text, yes, danger = false }) =>
  ask({ title, body: () => div({ class: 'dialog-text' }, text), yes, danger });

export function Dialogs() {
  const question = useSignal(asked);
  const element = useRef(null);
  useEffect(() => {
    if (question) {
      element.current.showModal();
    }
  }, [question]);
  if (!question) {
    return null;
  }
  const close = (answer) => {
    element.current?.close();
    asked.set(null);
    question.answer(answer);
  };
  return dialog(
    {
      ref: element,
      class: `dialog ${question.wide ? 'wide' : ''}`,
      'aria-labelledby': 'dialog-title',
      onCancel: (event) => {
        event.preventDefault();
        close(undefined);
      },
    },
    form(
      {
        onSubmit: (event) => {
          event.preventDefault();
          close(question.read ? question.read(event.currentTarget) : true);
        },
      },
      h2({ id: 'dialog-title' }, question.title),
      question.body(close),
      div(
        { class: 'dialog-actions' },
        button(
          { type: 'button', class: 'button', onClick: () => close(undefined) },
          span(question.yes ? 'Keep as it is' : 'Close'),
        ),
        question.yes &&
          button({ type: 'submit', class: `button ${question.danger ? 'danger' : 'primary'}` }, span(question.yes)),
      ),
    ),
  );
}

/** Runs what a button asks for, once at a time, and says what came of it. */
export function useDoing() {
  const [busy, set] = useState(false);
  const run = async (work) => {
    set(true);
    try {
      return await work();
    } catch (error) {
      say(error.message || 'That did not work.', 'bad');
      return undefined;
    } finally {
      set(false);
    }
  };
  return [busy, run];
}

export function Copy({ text, label }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      say('Copied');
    } catch {
      say('This browser does not let the page copy.', 'bad');
    }
  };
  return button(
    { type: 'button', class: 'button quiet icon-only', 'aria-label': label, title: label, onClick: copy },
    icon('copy'),
  );
}
