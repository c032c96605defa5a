/* SPDX-License-Identifier: MIT */
/* How far away a day is, in working days as the deadlines are counted: not weekends, not Norwegian holidays. */
const DAY = 86_400_000;

/* Easter Sunday (Meeus, Jones and Butcher). */
function easter(year: number): number {
	const a = year % 19;
	const b = Math.floor(year / 100);
	const c = year % 100;
	const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
	const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
	const m = Math.floor((a + 11 * h + 22 * l) / 451);
	const month = Math.floor((h + l - 7 * m + 114) / 31);
	return Date.UTC(year, month - 1, ((h + l - 7 * m + 114) % 31) + 1);
}

function is_working_day(day: number): boolean {
	const date = new Date(day);
	if (date.getUTCDay() === 0 || date.getUTCDay() === 6)
		return false;
	if (['1-1', '5-1', '5-17', '12-25', '12-26'].includes(`${date.getUTCMonth() + 1}-${date.getUTCDate()}`))
		return false;
	/* Maundy Thursday, Good Friday, Easter Monday, Ascension Day, Whit Monday */
	return ![-3, -2, 1, 39, 50].includes(Math.round((day - easter(date.getUTCFullYear())) / DAY));
}

/* The day in Norway, as midnight in UTC. */
function day_in_norway(time: Date): number {
	return Date.parse(`${new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo' }).format(time)}T00:00:00Z`);
}

/* Working days from today until the day of a deadline; below zero when it has passed, at least one day late then. */
export function working_days_left(due: string, now = new Date()): number {
	const today = day_in_norway(now);
	const last = day_in_norway(new Date(due));
	const step = last < today ? -DAY : DAY;
	let days = 0;
	for (let day = today; day !== last && Math.abs(days) < 999;) {
		/* Late counts the days that have passed since; what is left counts those that come. */
		day += step;
		if (is_working_day(step > 0 ? day : day - step))
			days += Math.sign(step);
	}
	const is_late = new Date(due) < now;
	return is_late && days === 0 ? -1 : days;
}
