// The one door to the API: errors become Problems, 401 leads to the login, and whether the service
// can be reached at all is known in one place.
import { learnClock } from './time.js';
import { navigate } from './router.js';
import { signal } from './signal.js';

const BASE = '/api/v1';

/** null while the service answers; else since when it does not. */
export const unreachable = signal(null);

/** What the API said no with (RFC 9457). */
export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail || body?.title || `the service answered ${status}`);
    this.status = status;
    this.title = body?.title ?? '';
    this.errors = Array.isArray(body?.errors) ? body.errors : [];
  }
}

/** A number that JavaScript cannot hold, as it was written. */
export class ExactNumber {
  constructor(source) {
    this.source = source;
  }
}

function keepDigits(_, value, context) {
  return typeof value === 'number' &&
    context?.source &&
    String(value) !== context.source &&
    !/^-?\d+\.\d*0+$/.test(context.source) &&
    Math.abs(value) >= Number.MAX_SAFE_INTEGER
    ? new ExactNumber(context.source)
    : value;
}

async function call(method, path, body, signalOfAbort) {
  let response;
  try {
    response = await fetch(BASE + path, {
      method,
      signal: signalOfAbort,
      credentials: 'same-origin',
      cache: 'no-store',
      headers:
        method === 'GET'
          ? { Accept: 'application/json' }
          : { Accept: 'application/json', 'Content-Type': 'application/json' },
      body: method === 'GET' ? undefined : typeof body === 'string' ? body : JSON.stringify(body ?? {}),
    });
  } catch (e) {
    if (e.name !== 'AbortError') {
      unreachable.set(unreachable.value ?? new Date().toISOString());
    }
    throw e;
  }
  const away = [502, 503, 504].includes(response.status);
  unreachable.set(away ? (unreachable.value ?? new Date().toISOString()) : null);
  learnClock(response.headers.get('Date'));
  const text = await response.text();
  return response.ok ? text : refuse(response.status, text);
}

function refuse(status, text) {
  if (status === 401 && location.pathname !== '/login') {
    navigate('/login?next=' + encodeURIComponent(location.pathname + location.search), { replace: true });
  }
  let body = null;
  try {
    body = JSON.parse(text);
  } catch {
    // not from the API itself: the status says it
  }
  throw new Problem(status, body);
}

const parse = (text) => (text === '' ? null : JSON.parse(text, keepDigits));

/** The text of the answer, for whoever compares it with the one before. */
export const getText = (path, abort) => call('GET', path, null, abort);
export const read = parse;
export const get = async (path) => parse(await call('GET', path));
/** `body` may be JSON text already. */
export const post = async (path, body) => parse(await call('POST', path, body));
export const patch = async (path, body) => parse(await call('PATCH', path, body));
export const remove = async (path) => parse(await call('DELETE', path));
export const href = (path) => BASE + path;
export const segment = encodeURIComponent;

/** A query of those values that say something; lists repeat the name. */
export function query(values) {
  const all = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== '') {
        all.append(name, one);
      }
    }
  }
  const text = all.toString();
  return text ? `?${text}` : '';
}
