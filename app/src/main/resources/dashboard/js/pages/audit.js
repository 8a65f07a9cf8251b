// Who changed what, and when.
import { h, span } from '../dom.js';
import { query } from '../api.js';
import { useAnswer } from '../data.js';
import { place } from '../router.js';
import { useSignal } from '../signal.js';
import { brief, plain, shown } from '../text.js';
import { clock, exact } from '../time.js';
import { Await, Cards, Empty, Page, Pager } from '../ui.js';

const words = (detail) =>
  detail === null || detail === undefined ? '' : typeof detail === 'string' ? detail : JSON.stringify(detail);

const HEADS = [['When', 'num nowrap'], ['Who'], ['What'], ['To what', 'mono cell-error'], ['Detail', 'cell-error']];

const cells = (line) => [
  span({ title: exact(line.at) }, clock(line.at)),
  shown(brief(line.actor, 40), { title: plain(line.actor) }),
  span({ class: 'chip' }, shown(line.action)),
  shown(brief(line.target ?? '–', 60), { title: plain(line.target) }),
  shown(brief(words(line.detail) || '–', 400)),
];

export function Audit() {
  const before = useSignal(place).query.get('before');
  const answer = useAnswer('/audit' + query({ before, limit: 100 }));
  return h(
    Page,
    { title: 'Audit', lead: 'Every change made through this API, the pages and the commands.' },
    h(Await, { answer, rows: 8 }, ({ items, next }) => [
      items.length === 0
        ? h(Empty, { sign: 'book' }, 'Nobody has changed anything yet.')
        : h(Cards, {
            name: 'Changes, latest first',
            heads: HEADS,
            rows: items.map((line) => ({ key: line.id, cells: cells(line) })),
          }),
      h(Pager, { name: 'before', from: before, next, older: 'Older changes' }),
    ]),
  );
}
