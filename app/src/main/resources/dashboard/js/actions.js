// What people do to jobs: cancel, retry, retry with another input, and the same for many at once.
import { useEffect, useState } from 'preact/hooks';
import { div, h, input, label, p, span, textarea } from './dom.js';
import { get, getText, post, segment } from './api.js';
import { brief, count, plain, plural, shown } from './text.js';
import { signal, useSignal } from './signal.js';
import { ask, Badge, confirm, say } from './ui.js';

const CANCELLED = {
  cancelled: 'cancelled',
  stopping: 'is being stopped',
  ended_before: 'had ended before',
  unseen: 'has not come yet; it will not run when it does',
};

export async function cancelJob(id) {
  const sure = await confirm({
    title: 'Cancel this job?',
    text: ['It can then end in no other way. A run that goes on is interrupted: ', shown(brief(id, 60)), '.'],
    yes: 'Cancel the job',
    danger: true,
  });
  if (sure) {
    const { answer } = await post(`/jobs/${segment(id)}/cancel`);
    say(`${plain(brief(id))} ${CANCELLED[answer] ?? plain(answer)}`);
  }
  return sure;
}

export async function retryJob(id) {
  const sure = await confirm({
    title: 'Run this job again?',
    text: [
      'It begins a new generation with the same input and a fresh count of attempts. What it ended with is kept: ',
      shown(brief(id, 60)),
      '.',
    ],
    yes: 'Run it again',
  });
  if (sure) {
    const { generation } = await post(`/jobs/${segment(id)}/retry`);
    say(`${plain(brief(id))} runs again as generation ${generation}`);
  }
  return sure;
}

/** The text is checked here and sent as it is written, so that no number loses a digit on the way. */
export async function retryWith(id) {
  const before = await getText(`/jobs/${segment(id)}/payload`);
  const text = await ask({
    title: 'Run again with another input',
    wide: true,
    yes: 'Run it again',
    read: (form) => form.elements.payload.value,
    body: () =>
      div(
        { class: 'dialog-text' },
        p('A new generation begins with this input. The change is written to the audit log.'),
        label(
          { class: 'field' },
          span('Input, one JSON value'),
          textarea({
            name: 'payload',
            rows: 14,
            spellcheck: false,
            class: 'mono',
            defaultValue: before,
            required: true,
            onInput: check,
          }),
        ),
        p({ class: 'field-error', role: 'alert', id: 'payload-error' }),
      ),
  });
  if (text !== undefined) {
    const { generation } = await post(`/jobs/${segment(id)}/retry`, `{"payload":${text}}`);
    say(`${plain(brief(id))} runs again as generation ${generation}`);
  }
  return text !== undefined;
}

function check(event) {
  const field = event.currentTarget;
  let why = '';
  try {
    JSON.parse(field.value);
  } catch (e) {
    why = `Not JSON: ${e.message}`;
  }
  field.setCustomValidity(why);
  document.getElementById('payload-error').textContent = why;
}

// ---- many at once: the service works through them in small batches and says how far it is

const watched = signal(null);

/**
 * @param kind retry or cancel
 * @param filter what is asked of all of them
 * @param about how many there are, where that is known
 */
export async function bulk(kind, filter, about) {
  const many = about ? `about ${plural(about, 'job')}` : 'all jobs of this filter';
  const sure = await confirm({
    title: kind === 'retry' ? `Run ${many} again?` : `Cancel ${many}?`,
    text: [
      kind === 'retry'
        ? 'Each begins a new generation. Jobs that have not ended are left alone.'
        : 'Jobs that wait are cancelled. Those that run or have ended are left alone.',
      div(
        { class: 'filter-words' },
        Object.entries(filter)
          .filter(([, value]) => value && value.length !== 0)
          .map(([name, value]) => span({ class: 'chip' }, `${name}: `, shown(brief(String(value), 60)))),
      ),
    ],
    yes: kind === 'retry' ? 'Run them again' : 'Cancel them',
    danger: kind === 'cancel',
  });
  if (sure) {
    const { operationId } = await post(`/jobs/bulk/${kind}`, { filter });
    watched.set(operationId);
  }
  return sure;
}

/** How far the last bulk operation is; its place is at the foot of the window, over nothing. */
export function OperationBar() {
  const id = useSignal(watched);
  const [state, set] = useState(null);
  useEffect(() => {
    set(null);
    return id === null ? undefined : observe(id, set);
  }, [id]);
  if (id === null || state === null) {
    return null;
  }
  const over = state.state !== 'running';
  return div(
    { class: `operation ${over ? 'over' : ''}`, role: 'status' },
    h(Badge, {
      state: over ? (state.state === 'done' ? 'completed' : 'failed') : 'running',
      word: over ? state.state : 'working',
    }),
    span(
      { class: 'grow' },
      `${state.kind === 'retry' ? 'Running again' : 'Cancelling'}: `,
      span({ class: 'num strong' }, count(state.changed)),
      ' jobs so far',
    ),
    state.error && shown(state.error, { class: 'bad-text' }),
    over && h('button', { type: 'button', class: 'button quiet', onClick: () => watched.set(null) }, span('Close')),
  );
}

function observe(id, set) {
  let timer;
  let left = false;
  const look = async () => {
    try {
      const state = await get(`/operations/${segment(id)}`);
      if (!left) {
        set(state);
        if (state.state !== 'running') {
          return;
        }
      }
    } catch (error) {
      if (error.status === 404 || error.status === 403) {
        watched.set(null);
        return;
      }
    }
    if (!left) {
      timer = setTimeout(look, 700);
    }
  };
  look();
  return () => {
    left = true;
    clearTimeout(timer);
  };
}
