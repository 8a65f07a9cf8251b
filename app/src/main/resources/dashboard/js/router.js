// Addresses: every view has one that can be sent to somebody else.
import { signal } from './signal.js';

const here = () => ({ path: location.pathname, query: new URLSearchParams(location.search), at: location.href });

export const place = signal(here());

export function navigate(url, { replace = false } = {}) {
  history[replace ? 'replaceState' : 'pushState'](null, '', url);
  const moved = place.value.path !== location.pathname;
  place.set(here());
  if (moved && !replace) {
    scrollTo(0, 0);
  }
}

/** Changes some of the query's values; what is empty goes. */
export function refine(changes, { replace = false } = {}) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    query.delete(name);
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== '') {
        query.append(name, one);
      }
    }
  }
  const text = query.toString();
  navigate(location.pathname + (text ? `?${text}` : ''), { replace });
}

addEventListener('popstate', () => place.set(here()));

// links of ours change the page without loading it anew
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[href]');
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented || link.hasAttribute('download') || link.target) {
    return;
  }
  const href = link.getAttribute('href') ?? link.href?.baseVal;
  if (href?.startsWith('/') && !href.startsWith('//') && !href.startsWith('/api/')) {
    event.preventDefault();
    navigate(href);
  }
});

export const jobPath = (id) => '/job?id=' + encodeURIComponent(id);
export const workflowPath = (id) => '/workflow?id=' + encodeURIComponent(id);
