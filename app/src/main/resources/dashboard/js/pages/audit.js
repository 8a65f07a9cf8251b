// Who changed what, and when.
import { button, caption, div, h, span, table, tbody, td, th, thead, tr } from '../dom.js';
import { query } from '../api.js';
import { useAnswer } from '../data.js';
import { place, refine } from '../router.js';
import { useSignal } from '../signal.js';
import { brief, plain, shown } from '../text.js';
import { clock, exact } from '../time.js';
import { Await, Empty, Page } from '../ui.js';

const words = (detail) => (detail === null || detail === undefined ? '' : typeof detail === 'string' ? detail : JSON.stringify(detail));

export function Audit() {
  const before = useSignal(place).query.get('before');
  const answer = useAnswer('/audit' + query({ before, limit: 100 }));
  return h(
    Page,
    { title: 'Audit', lead: 'Every change made through this API, the pages and the commands.' },
    h(Await, { answer, rows: 8 }, ({ items, next }) => [
      items.length === 0
        ? h(Empty, { sign: 'book' }, 'Nobody has changed anything yet.')
        : div(
            { class: 'table-box' },
            table(
              { class: 'table cards' },
              caption({ class: 'unseen' }, 'Changes, latest first'),
              thead(tr(['When', 'Who', 'What', 'To what', 'Detail'].map((head) => th({ scope: 'col' }, head)))),
              tbody(items.map((line) => tr(
                { key: line.id },
                td({ class: 'num nowrap' }, span({ title: exact(line.at) }, clock(line.at))),
                td(shown(brief(line.actor, 40))),
                td(span({ class: 'chip' }, shown(line.action))),
                td({ class: 'mono' }, shown(brief(line.target ?? '', 60), { title: plain(line.target) })),
                td({ class: 'cell-error' }, shown(brief(words(line.detail), 400))),
              ))),
            ),
          ),
      div({ class: 'pager' }, before && button({ type: 'button', class: 'button', onClick: () => refine({ before: null }) }, span('Back to the latest')), next && button({ type: 'button', class: 'button', onClick: () => { refine({ before: next }); scrollTo(0, 0); } }, span('Older changes'))),
    ]),
  );
}
