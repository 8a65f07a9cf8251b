// The way in, where a token is asked for.
import { useState } from 'preact/hooks';
import { button, div, form, h1, icon, input, label, main, p, span } from '../dom.js';
import { post } from '../api.js';
import { shown } from '../text.js';

/** Only to a page of ours: an address with a host could lead anywhere. */
const safe = (next) => (/^\/(?![/\\])/.test(next ?? '') && !next.startsWith('/login') ? next : '/');

export function Login({ next }) {
  const [busy, work] = useState(false);
  const [error, fail] = useState(null);
  const enter = async (event) => {
    event.preventDefault();
    work(true);
    fail(null);
    try {
      await post('/session', { token: event.target.elements.token.value });
      location.assign(safe(next));
    } catch (e) {
      fail(e.status === 401 || e.status === 403 ? 'This token is not known here.' : e.message);
      work(false);
    }
  };
  return main(
    { class: 'login' },
    form(
      { class: 'login-box', onSubmit: enter },
      div(
        { class: 'brand' },
        span({ class: 'brand-sign', 'aria-hidden': 'true' }, icon('flow')),
        span('Backend Executor'),
      ),
      h1({ id: 'title', tabindex: -1 }, 'Log in'),
      input({ type: 'text', name: 'username', autocomplete: 'username', defaultValue: 'token', hidden: true }),
      label(
        { class: 'field' },
        span('Token'),
        input({
          name: 'token',
          type: 'password',
          required: true,
          autocomplete: 'current-password',
          autofocus: true,
          'aria-invalid': error ? 'true' : undefined,
          'aria-describedby': 'login-error',
        }),
      ),
      p({ class: 'field-error', id: 'login-error', role: 'alert' }, error && shown(error)),
      button(
        { type: 'submit', class: 'button primary', disabled: busy, 'aria-busy': busy || undefined },
        span('Log in'),
      ),
      p(
        { class: 'hint' },
        'The token is in EXECUTOR_TOKEN of the service. It is kept as a cookie that scripts cannot read.',
      ),
    ),
  );
}
