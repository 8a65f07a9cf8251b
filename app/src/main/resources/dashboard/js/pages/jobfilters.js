// What of all jobs is shown; each choice goes into the address.
import { useEffect, useRef, useState } from 'preact/hooks';
import { button, div, form, h, icon, input, label, option, select, span } from '../dom.js';
import { useAnswer } from '../data.js';
import { refine } from '../router.js';
import { brief, shown } from '../text.js';
import { STATES } from '../ui.js';

const CHOICES = ['running', 'ready', 'retry_wait', 'scheduled', 'completed', 'failed', 'cancelled'];

export function Filters({ asked, filter }) {
  const roles = useAnswer('/roles').data?.items ?? [];
  const chosen = new Set(filter.state);
  const toggle = (state) => {
    const next = new Set(chosen);
    next.delete(state) || next.add(state);
    refine({ state: [...next], after: null });
  };
  return div(
    { class: 'filters' },
    h(Search, { value: asked.get('q') ?? '' }),
    label(
      { class: 'field' },
      span('Role'),
      select(
        { value: filter.role ?? '', onChange: (event) => refine({ role: event.currentTarget.value, after: null }) },
        option({ value: '' }, 'all'),
        [...new Set([...roles.map((role) => role.role), ...(filter.role ? [filter.role] : [])])].map((role) =>
          option({ value: role, key: role, selected: role === filter.role }, brief(role, 40)),
        ),
      ),
    ),
    label(
      { class: 'field' },
      span('Created'),
      select(
        {
          value: asked.get('since') ?? '',
          onChange: (event) => refine({ since: event.currentTarget.value, from: null, to: null, after: null }),
        },
        option({ value: '' }, filter.from || filter.to ? 'as in the address' : 'any time'),
        option({ value: '1h' }, 'last hour'),
        option({ value: '24h' }, 'last 24 hours'),
        option({ value: '7d' }, 'last 7 days'),
      ),
    ),
    div(
      { class: 'state-filter', role: 'group', 'aria-label': 'States' },
      CHOICES.map((state) =>
        button(
          {
            type: 'button',
            key: state,
            class: `toggle is-${state}`,
            'aria-pressed': chosen.has(state),
            onClick: () => toggle(state),
          },
          icon(STATES[state][1]),
          span(STATES[state][0]),
        ),
      ),
    ),
    h(Chips, { asked }),
  );
}

function Search({ value }) {
  const [text, set] = useState(value);
  useEffect(() => set(value), [value]);
  const timer = useRef(null);
  const go = (q) => refine({ q, after: null }, { replace: true });
  const type = (event) => {
    const q = event.currentTarget.value;
    set(q);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => go(q.trim()), 350);
  };
  return form(
    {
      class: 'search',
      role: 'search',
      onSubmit: (event) => {
        event.preventDefault();
        clearTimeout(timer.current);
        go(text.trim());
      },
    },
    icon('search'),
    input({
      id: 'search',
      type: 'search',
      value: text,
      placeholder: 'id, task or error',
      'aria-label': 'Search jobs by id, task or error',
      'aria-keyshortcuts': '/',
      autocomplete: 'off',
      spellcheck: false,
      onInput: type,
      onKeyDown: (event) => event.key === 'Escape' && event.currentTarget.blur(),
    }),
    span({ class: 'search-key', 'aria-hidden': 'true' }, '/'),
  );
}

/** Filters that other pages set, each to be taken away. */
function Chips({ asked }) {
  const set = ['workflowId', 'errorKey', 'from', 'to'].filter((name) => asked.get(name));
  const words = { workflowId: 'workflow', errorKey: 'error', from: 'from', to: 'to' };
  return (
    set.length > 0 &&
    div(
      { class: 'chips' },
      set.map((name) =>
        button(
          {
            type: 'button',
            class: 'chip chip-button',
            key: name,
            'aria-label': `Take the filter ${words[name]} away`,
            onClick: () => refine({ [name]: null, after: null }),
          },
          `${words[name]}: `,
          shown(brief(asked.get(name), 50)),
          icon('cross'),
        ),
      ),
    )
  );
}
