// What loses jobs or holds them up, and what to do about it.
import { div, h, icon, p, span } from '../dom.js';
import { useAnswer } from '../data.js';
import { plural, shown } from '../text.js';
import { Action, Await, Badge, Empty, Page, useDoing } from '../ui.js';

const LEVELS = {
  fail: ['failed', 'FAIL', 'cross'],
  warn: ['retry_wait', 'warn', 'warn'],
  unknown: ['scheduled', 'unknown', 'question'],
  ok: ['completed', 'ok', 'check'],
};
const ORDER = ['fail', 'warn', 'unknown', 'ok'];
const levelOf = (item) => String(item.level).toLowerCase();

export function Doctor() {
  const answer = useAnswer('/doctor');
  const [busy, run] = useDoing();
  return h(
    Page,
    {
      title: 'Doctor',
      lead: 'Redis, the streams, the database and this host, examined. Nothing is changed.',
      actions: h(Action, { sign: 'again', label: 'Examine again', busy, onClick: () => run(answer.reload) }),
    },
    h(Await, { answer, rows: 10 }, ({ items }) =>
      items.length === 0 ? h(Empty, {}, 'Nothing was examined.') : h(Findings, { items }),
    ),
  );
}

function Findings({ items }) {
  const sorted = [...items].sort((x, y) => ORDER.indexOf(levelOf(x)) - ORDER.indexOf(levelOf(y)));
  const bad = items.filter((item) => levelOf(item) === 'fail').length;
  const unsure = items.filter((item) => levelOf(item) === 'warn').length;
  return [
    p(
      { class: 'verdict', role: 'status' },
      icon(bad > 0 ? 'cross' : unsure > 0 ? 'warn' : 'check'),
      bad > 0
        ? `${plural(bad, 'check')} failed`
        : unsure > 0
          ? `${plural(unsure, 'warning')}, nothing fails`
          : 'All is well',
      span({ class: 'faint' }, ` of ${items.length}`),
    ),
    div(
      { class: 'findings' },
      sorted.map((item, i) => {
        const [state, word, sign] = LEVELS[levelOf(item)] ?? ['ready', levelOf(item), 'question'];
        return div(
          { class: `finding is-${state}`, key: `${item.name}/${i}` },
          h(Badge, { state, word, sign }),
          span({ class: 'finding-name strong' }, shown(item.name)),
          div(
            { class: 'finding-text' },
            p(shown(item.finding)),
            item.advice && p({ class: 'advice' }, span({ 'aria-hidden': 'true' }, '→ '), shown(item.advice)),
          ),
        );
      }),
    ),
  ];
}
