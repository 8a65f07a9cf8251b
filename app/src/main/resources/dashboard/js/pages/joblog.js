// What a run writes, as it writes it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { h, label, option, pre, select, span } from '../dom.js';
import { follow } from '../live.js';
import { shown } from '../text.js';
import { Empty, Panel } from '../ui.js';

const KEPT_LINES = 4_000;

/** What was written before, and what is being written now. */
export function Log({ before, id, job, runs, chosen, choose }) {
  const [live, add] = useState([]);
  const end = useRef(null);
  const stick = useRef(true);
  useEffect(() => {
    add([]);
    return follow(({ kind, data }) => {
      if ((kind === 'job_log' || kind === 'job_progress') && data?.jobId === id && data.attempt === chosen) {
        add((lines) => [...lines, spoken(kind, data)].slice(-KEPT_LINES));
      }
    });
  }, [id, chosen]);
  const text = (before?.items ?? [])
    .filter((item) => item.attempt === chosen)
    .map((item) => item.text)
    .join('\n');
  const all = text + (text && live.length > 0 ? '\n' : '') + live.join('\n');
  useEffect(() => {
    if (stick.current && end.current) {
      end.current.scrollTop = end.current.scrollHeight;
    }
  }, [all]);
  const follows = (event) => {
    const box = event.currentTarget;
    stick.current = box.scrollHeight - box.scrollTop - box.clientHeight < 30;
  };
  const pick =
    runs.length > 1 &&
    label(
      { class: 'field inline' },
      span('Attempt'),
      select(
        { value: String(chosen), onChange: (event) => choose(Number(event.currentTarget.value)) },
        [...new Set([...runs.map((run) => run.attempt), chosen])].map((n) =>
          option({ value: String(n), key: n, selected: n === chosen }, `#${n}`),
        ),
      ),
    );
  return h(
    Panel,
    { title: 'Log', side: pick, class: job.state === 'running' ? 'log-panel' : '' },
    all
      ? pre(
          {
            class: 'log',
            ref: end,
            tabindex: 0,
            role: 'log',
            'aria-label': `log of attempt ${chosen}`,
            onScroll: follows,
          },
          shown(all),
        )
      : h(
          Empty,
          { sign: 'list' },
          job.state === 'running'
            ? 'Nothing written yet.'
            : chosen === 0
              ? 'Nothing before the first attempt.'
              : 'This attempt wrote nothing.',
        ),
  );
}

const spoken = (kind, data) =>
  kind === 'job_log'
    ? String(data.text ?? data.line ?? data.message ?? '')
    : `— ${data.percent ?? data.progress ?? ''}${data.percent === undefined && data.progress === undefined ? '' : ' % '}${data.text ?? data.message ?? ''}`;
