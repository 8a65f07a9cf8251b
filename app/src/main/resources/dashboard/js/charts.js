// Small charts, drawn by hand: bars a minute, and lines as small as a word.
import { useState } from 'preact/hooks';
import { div, figcaption, figure, g, line, path, rect, span, svg } from './dom.js';
import { count, plural } from './text.js';
import { minuteOf } from './time.js';

const SERIES = [
  ['completed', 'completed'],
  ['failed', 'failed'],
  ['cancelled', 'cancelled'],
];
const HEIGHT = 100;

/** A round number at or above the highest bar, so that the scale does not wobble. */
function top(max) {
  const steps = [4, 10, 20, 40, 100, 200, 400, 1_000];
  let scale = 1;
  while (max / scale > 1_000) {
    scale *= 1_000;
  }
  return scale * (steps.find((step) => max <= step * scale) ?? 1_000);
}

const total = (minute) => minute.completed + minute.failed + minute.cancelled;

/** Jobs that ended in each minute, by how they ended. */
export function EndedChart({ minutes }) {
  const [at, point] = useState(null);
  const high = top(Math.max(1, ...minutes.map(total)));
  const shownMinute = at === null ? null : minutes[at];
  const sums = SERIES.map(([key]) => minutes.reduce((sum, minute) => sum + minute[key], 0));
  const summary =
    `Jobs ended in the last ${minutes.length} minutes: ` +
    SERIES.map(([, name], i) => `${count(sums[i])} ${name}`).join(', ');
  const move = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    point(
      Math.max(0, Math.min(minutes.length - 1, Math.floor(((event.clientX - box.left) / box.width) * minutes.length))),
    );
  };
  return figure(
    { class: 'chart' },
    div(
      { class: 'chart-box' },
      div({ class: 'chart-scale', 'aria-hidden': 'true' }, span(count(high)), span(count(high / 2)), span('0')),
      svg(
        {
          class: 'bars',
          viewBox: `0 0 ${Math.max(1, minutes.length)} ${HEIGHT}`,
          preserveAspectRatio: 'none',
          role: 'img',
          'aria-label': summary,
          onPointerMove: move,
          onPointerLeave: () => point(null),
        },
        [0, 50].map((y) => line({ class: 'grid', x1: 0, x2: minutes.length, y1: y, y2: y })),
        line({ class: 'axis', x1: 0, x2: minutes.length, y1: HEIGHT, y2: HEIGHT }),
        minutes.map((minute, i) => bar(minute, i, high, i === at)),
      ),
    ),
    div(
      { class: 'chart-times', 'aria-hidden': 'true' },
      minutes.length > 0 &&
        [0, Math.floor(minutes.length / 2), minutes.length - 1].map((i) =>
          span({ class: 'num' }, minuteOf(minutes[i].at)),
        ),
    ),
    figcaption(
      { class: 'legend' },
      SERIES.map(([key, name], i) =>
        span(
          { class: 'legend-item' },
          span({ class: `swatch fill-${key}` }),
          name,
          ' ',
          span({ class: 'num strong' }, count(shownMinute ? shownMinute[key] : sums[i])),
        ),
      ),
      span({ class: 'legend-when num' }, shownMinute ? `minute of ${minuteOf(shownMinute.at)}` : 'last hour'),
    ),
  );
}

function bar(minute, i, high, pointed) {
  let y = HEIGHT;
  return g(
    { class: pointed ? 'bar pointed' : 'bar' },
    rect({ class: 'bar-back', x: i, y: 0, width: 1, height: HEIGHT }),
    SERIES.map(([key]) => {
      const tall = (minute[key] / high) * HEIGHT;
      y -= tall;
      return tall > 0 && rect({ class: `fill-${key}`, x: i + 0.12, width: 0.76, y, height: tall });
    }),
  );
}

/** One row's recent throughput; its label says the same in words. */
export function Spark({ values, label }) {
  const high = Math.max(1, ...values);
  const step = values.length > 1 ? 100 / (values.length - 1) : 100;
  const points = values.map((value, i) => `${(i * step).toFixed(1)},${(23 - (value / high) * 21).toFixed(1)}`);
  return svg(
    {
      class: 'spark',
      viewBox: '0 0 100 24',
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': `${label}: ${plural(
        values.reduce((x, y) => x + y, 0),
        'job',
      )} ended`,
    },
    values.length > 0 && [
      path({ class: 'spark-area', d: `M0,24 L${points.join(' L')} L100,24 Z` }),
      path({ class: 'spark-line', d: `M${points.join(' L')}` }),
    ],
  );
}
