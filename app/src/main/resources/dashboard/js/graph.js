// A workflow as a picture: each job a box, an arrow from the job that asked for it. Without parents
// the roles stand in the order in which their first jobs came.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { a, div, g, h, path, rect, svg, svgText, svgTitle } from './dom.js';
import { jobPath } from './router.js';
import { brief, cut, plain, plural } from './text.js';
import { STATES } from './ui.js';

const BOX = { wide: 196, tall: 46, x: 64, y: 12 };
const DOT = { wide: 16, tall: 16, x: 64, y: 4 };
const CROWD = 28;

/** Which column each job stands in: one after its parent's, or its role's. */
export function columns(jobs) {
  const byId = new Map(jobs.map((job) => [job.jobId, job]));
  const linked = jobs.some((job) => byId.has(job.parentJobId));
  if (!linked) {
    const roles = [...new Set([...jobs].sort(earlier).map((job) => job.role))];
    const order = roles.sort((x, y) => rank(x) - rank(y));
    return order.map((role) => jobs.filter((job) => job.role === role).sort(earlier));
  }
  const depth = new Map();
  const depthOf = (job, seen) => {
    if (!depth.has(job.jobId)) {
      const parent = byId.get(job.parentJobId);
      depth.set(job.jobId, parent && !seen.has(parent.jobId) ? depthOf(parent, seen.add(parent.jobId)) + 1 : 0);
    }
    return depth.get(job.jobId);
  };
  const result = [];
  [...jobs].sort(earlier).forEach((job) => (result[depthOf(job, new Set([job.jobId]))] ??= []).push(job));
  return result.filter(Boolean);
}

const WELL_KNOWN = ['manager', 'agent', 'inspector'];
const rank = (role) => ((WELL_KNOWN.indexOf(role) + 4) % 4 === 3 ? 1.5 : WELL_KNOWN.indexOf(role));
const earlier = (x, y) => (x.createdAt < y.createdAt ? -1 : x.createdAt > y.createdAt ? 1 : x.jobId < y.jobId ? -1 : 1);

/** Places for all jobs. In narrow windows the columns stand below one another. */
export function layout(jobs, width) {
  const groups = columns(jobs);
  const upright = width < 640;
  const places = new Map();
  const size = upright ? below(groups, places, width) : beside(groups, places);
  groups.forEach((group) => frame(group.map((job) => places.get(job.jobId))));
  return { places, upright, ...size };
}

function beside(groups, places) {
  let along = 0;
  for (const group of groups) {
    const crowd = group.length > CROWD;
    const size = crowd ? DOT : BOX;
    const lanes = crowd ? Math.ceil(group.length / Math.min(18, Math.ceil(Math.sqrt(group.length * 1.6)))) : 1;
    put(group, places, { ...size, crowd, lanes, left: along, top: 0 });
    along += lanes * (size.wide + size.y) - size.y + size.x;
  }
  const height = Math.max(...[...places.values()].map((place) => place.y + place.tall));
  middle(groups, places, height);
  return { width: along - BOX.x, height };
}

function below(groups, places, width) {
  const wide = Math.max(120, Math.min(BOX.wide, Math.floor((width - 16 - BOX.y) / 2)));
  let along = 0;
  for (const group of groups) {
    const crowd = group.length > CROWD;
    const size = crowd ? DOT : { ...BOX, wide };
    const lanes = Math.min(group.length, Math.max(1, Math.floor((width - 16 + size.y) / (size.wide + size.y))));
    const left = Math.max(0, (width - 16 - lanes * (size.wide + size.y) + size.y) / 2);
    put(group, places, { ...size, crowd, lanes, left, top: along });
    along += Math.ceil(group.length / lanes) * (size.tall + size.y) - size.y + 40;
  }
  return { width: width - 16, height: along - 40 };
}

function put(group, places, { wide, tall, y: gap, crowd, lanes, left, top }) {
  group.forEach((job, i) => {
    places.set(job.jobId, {
      job,
      crowd,
      wide,
      tall,
      x: left + (i % lanes) * (wide + gap),
      y: top + Math.floor(i / lanes) * (tall + gap),
    });
  });
}

/** What lies around a crowd, for the arrows that lead to it. */
function frame(all) {
  const x = Math.min(...all.map((place) => place.x)) - 6;
  const y = Math.min(...all.map((place) => place.y)) - 6;
  const box = {
    x,
    y,
    wide: Math.max(...all.map((place) => place.x + place.wide)) + 6 - x,
    tall: Math.max(...all.map((place) => place.y + place.tall)) + 6 - y,
    many: all.some((place) => place.x !== all[0].x),
  };
  all.forEach((place) => {
    place.frame = box;
  });
}

/** Shorter columns stand in the middle beside the tallest. */
function middle(groups, places, across) {
  for (const group of groups) {
    const all = group.map((job) => places.get(job.jobId));
    const deep = Math.max(...all.map((place) => place.y + place.tall));
    all.forEach((place) => {
      place.y += (across - deep) / 2;
    });
  }
}

/** An arrow for each child; to a crowd goes one arrow for all that have the same parent. */
function edges(jobs, places, upright) {
  const linked = jobs.some((job) => places.has(job.parentJobId));
  const pairs = upright
    ? steps(columns(jobs), places)
    : linked
      ? jobs
          .filter((job) => places.has(job.parentJobId))
          .map((job) => [places.get(job.parentJobId), places.get(job.jobId), job])
      : inOrder(columns(jobs), places);
  const drawn = new Set();
  return pairs
    .map(([from, to, job]) => [from.crowd || upright ? from.frame : from, to.crowd || upright ? to.frame : to, job])
    .filter(([from, to]) => {
      const name = `${from.x},${from.y},${to.x},${to.y}`;
      return !drawn.has(name) && drawn.add(name);
    })
    .map(([from, to, job]) => edge(from, to, upright, job));
}

/** Below one another there is room for the order of the columns only. */
const steps = (groups, places) =>
  groups
    .slice(1)
    .map((group, i) => [
      places.get(groups[i][0].jobId),
      places.get(group[0].jobId),
      group.find((job) => job.state === 'running') ?? group[0],
    ]);

/** Only the order of the roles is known: where one column is a single job, it hangs together with all. */
function inOrder(groups, places) {
  return groups.slice(1).flatMap((group, i) => {
    const before = groups[i];
    return before.length === 1 || group.length === 1
      ? group.flatMap((job) =>
          before.map((other) => [places.get(other.jobId), places.get(job.jobId), group.length === 1 ? other : job]),
        )
      : [];
  });
}

function edge(from, to, upright, job) {
  const [x1, y1] = upright
    ? [from.x + from.wide / 2, from.y + from.tall]
    : [from.x + from.wide, from.y + from.tall / 2];
  const [x2, y2] = upright ? [to.x + to.wide / 2, to.y - 4] : [to.x - 5, to.y + to.tall / 2];
  const bend = upright
    ? `M${x1} ${y1} C${x1} ${(y1 + y2) / 2} ${x2} ${(y1 + y2) / 2} ${x2} ${y2}`
    : `M${x1} ${y1} C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2} ${x2} ${y2}`;
  const head = upright ? `M${x2 - 4} ${y2 - 1} l4 5 l4 -5` : `M${x2 - 1} ${y2 - 4} l5 4 l-5 4`;
  return g(
    { class: `edge ${job.state === 'running' ? 'moving' : ''}` },
    path({ d: bend }),
    path({ class: 'edge-head', d: head }),
  );
}

export function WorkflowGraph({ jobs }) {
  const frame = useRef(null);
  const [width, set] = useState(0);
  useLayoutEffect(() => {
    set(Math.floor(frame.current.clientWidth) - 8); // before the first paint, so that nothing jumps
    const watcher = new ResizeObserver(([entry]) => set(Math.floor(entry.contentRect.width)));
    watcher.observe(frame.current);
    return () => watcher.disconnect();
  }, []);
  const drawn = width > 0 ? layout(jobs, width) : null;
  return div(
    { class: 'graph', ref: frame, tabindex: 0, role: 'group', 'aria-label': `graph of ${plural(jobs.length, 'job')}` },
    drawn &&
      svg(
        { width: drawn.width, height: drawn.height, viewBox: `-8 -8 ${drawn.width + 16} ${drawn.height + 16}` },
        g({ 'aria-hidden': 'true' }, crowds(drawn.places), edges(jobs, drawn.places, drawn.upright)),
        [...drawn.places.values()].map((place) => h(place.crowd ? Dot : Box, { key: place.job.jobId, place })),
      ),
  );
}

const crowds = (places) =>
  [...new Set([...places.values()].filter((place) => place.crowd || place.frame.many).map((place) => place.frame))].map(
    (box) => rect({ class: 'crowd', x: box.x, y: box.y, width: box.wide, height: box.tall, rx: 8 }),
  );

const said = (job) =>
  `${plain(job.jobId)}, ${plain(job.role)}, ${STATES[job.state]?.[0] ?? plain(job.state)}${job.attempt > 1 ? `, attempt ${job.attempt}` : ''}`;

function Box({ place: { job, x, y, wide, tall } }) {
  const letters = Math.floor((wide - 26) / 6.6);
  return a(
    { href: jobPath(job.jobId), class: `node is-${job.state}`, 'aria-label': said(job) },
    g(
      { class: 'node-move', style: { transform: `translate(${x}px, ${y}px)` } },
      svgTitle(said(job)),
      rect({ class: 'node-box', width: wide, height: tall, rx: 7 }),
      rect({ class: `node-edge fill-${job.state}`, x: 0.75, y: 0.75, width: 5, height: tall - 1.5, rx: 2.5 }),
      // an svg of its own cuts off what letters wider than most would make stick out
      svg(
        { width: wide - 6, height: tall },
        svgText(
          { class: 'node-name', x: 16, y: 19 },
          job.task ? plain(cut(job.task, letters)) : plain(brief(job.jobId, letters)),
        ),
        svgText(
          { class: 'node-sub', x: 16, y: 36 },
          plain(
            cut(
              `${job.role} · ${STATES[job.state]?.[0] ?? job.state}${job.attempt > 1 ? ` · #${job.attempt}` : ''}`,
              letters + 3,
            ),
          ),
        ),
      ),
    ),
  );
}

function Dot({ place: { job, x, y, wide, tall } }) {
  return a(
    { href: jobPath(job.jobId), class: `node dot is-${job.state}`, 'aria-label': said(job) },
    g(
      { class: 'node-move', style: { transform: `translate(${x}px, ${y}px)` } },
      svgTitle(said(job)),
      rect({ class: `fill-${job.state}`, width: wide, height: tall, rx: 3 }),
      path({ class: 'dot-sign', d: DOT_SIGNS[job.state] ?? '' }),
    ),
  );
}

const DOT_SIGNS = {
  completed: 'M4.5 8.3l2.3 2.3 4.7-5',
  failed: 'M5 5l6 6M11 5l-6 6',
  cancelled: 'M4.5 8h7',
  running: 'M6.3 4.8v6.4l5-3.2z',
  retry_wait: 'M8 4.5v4M8 11v.5',
};
