// Who is looking, and what that person may do. The API decides; the pages only leave out what it
// would refuse.
import { get } from './api.js';
import { signal } from './signal.js';

const RANK = { viewer: 0, operator: 1, admin: 2 };

export const me = signal(null);

export async function learnMe() {
  me.set(await get('/me'));
}

export const may = (role) => me.value !== null && (RANK[me.value.role] ?? 0) >= RANK[role];

/** Why a button is off; null when it is on. */
export const whyNot = (role) =>
  may(role) ? null : `needs the role ${role}; you are ${me.value?.role ?? 'nobody yet'}`;
