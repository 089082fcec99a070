package line

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/plantwin/plantwin/sim"
)

// Calendar is a weekly pattern of open time. Plant time has no zone and no daylight saving. A nil Calendar is always
// open.
type Calendar struct {
	open   []span        // in the week from Monday 00:00, sorted, disjoint, no two of them touching but over Sunday night
	start  time.Duration // of the run in its week
	inWeek time.Duration // open time in a week, > 0
}

type span struct{ from, to time.Duration }

const week = 7 * 24 * time.Hour

// Shift is one entry of a calendar: the times of some days.
type Shift struct {
	Days  string   // "" for every day, "sat", "mon_fri"
	Times []string // "06:00-14:00"; an end at or before the beginning lies on the next day, 24:00 is midnight
}

// ShiftError says which time of which entry is wrong.
type ShiftError struct {
	Shift, Time int // Time is -1 if the days are wrong
	Msg         string
}

func (e *ShiftError) Error() string { return e.Msg }

var dayNames = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// ParseShifts reads the shifts of a calendar for a run that begins at start. Errors are of type *ShiftError. Shifts that
// overlap or touch are one.
func ParseShifts(shifts []Shift, start time.Time) (*Calendar, error) {
	var spans []span
	for i, sh := range shifts {
		first, last, ok := parseDays(sh.Days)
		if !ok {
			return nil, &ShiftError{i, -1, fmt.Sprintf("%q are no days (write sat, or mon_fri)", sh.Days)}
		}
		for j, text := range sh.Times {
			from, to, ok := parseSpan(text)
			if !ok {
				return nil, &ShiftError{i, j, fmt.Sprintf("%q is no time of the day (write \"06:00-14:00\")", text)}
			}
			for d := first; ; d = (d + 1) % 7 {
				at := time.Duration(d) * 24 * time.Hour
				spans = append(spans, wrap(span{at + from, at + to})...)
				if d == last {
					break
				}
			}
		}
	}
	c := &Calendar{open: merge(spans)}
	for _, s := range c.open {
		c.inWeek += s.to - s.from
	}
	if c.inWeek == 0 {
		return nil, &ShiftError{0, -1, "no open time in the week (leave shifts out for always)"}
	}
	start = start.UTC()
	day := (int(start.Weekday()) + 6) % 7 // Monday is 0
	midnight := time.Date(start.Year(), start.Month(), start.Day(), 0, 0, 0, 0, time.UTC)
	c.start = time.Duration(day)*24*time.Hour + start.Sub(midnight)
	return c, nil
}

// parseDays reads "", "sat" or "mon_fri" as the first and the last day, Monday being 0.
func parseDays(text string) (first, last int, ok bool) {
	if text == "" {
		return 0, 6, true
	}
	a, b, pair := strings.Cut(text, "_")
	if !pair {
		b = a
	}
	first, last = dayIndex(a), dayIndex(b)
	return first, last, first >= 0 && last >= 0
}

func dayIndex(name string) int {
	for i, d := range dayNames {
		if d == name {
			return i
		}
	}
	return -1
}

// parseSpan reads "06:00-14:00" as times since midnight; to is after from and at most 24 hours later.
func parseSpan(text string) (from, to time.Duration, ok bool) {
	a, b, pair := strings.Cut(text, "-")
	from, ok1 := parseClock(strings.TrimSpace(a))
	to, ok2 := parseClock(strings.TrimSpace(b))
	if !pair || !ok1 || !ok2 || from == 24*time.Hour {
		return 0, 0, false
	}
	if to <= from {
		to += 24 * time.Hour
	}
	return from, to, true
}

// parseClock reads "6:30" or "06:30:15", up to "24:00".
func parseClock(text string) (time.Duration, bool) {
	f := strings.Split(text, ":")
	if len(f) < 2 || len(f) > 3 {
		return 0, false
	}
	var t time.Duration
	for i, unit := range []time.Duration{time.Hour, time.Minute, time.Second}[:len(f)] {
		n, err := strconv.ParseUint(f[i], 10, 8)
		if err != nil || len(f[i]) > 2 || n > 59 {
			return 0, false
		}
		t += time.Duration(n) * unit
	}
	return t, t <= 24*time.Hour
}

// ParseClock reads a time of the day, such as "06:00".
func ParseClock(text string) (time.Duration, bool) {
	t, ok := parseClock(text)
	return t, ok && t < 24*time.Hour
}

// wrap cuts a span at the end of the week.
func wrap(s span) []span {
	if s.to <= week {
		return []span{s}
	}
	return []span{{s.from, week}, {0, s.to - week}}
}

// merge sorts spans and joins those that overlap or touch.
func merge(spans []span) []span {
	sort.Slice(spans, func(i, j int) bool { return spans[i].from < spans[j].from })
	var out []span
	for _, s := range spans {
		if n := len(out); n > 0 && s.from <= out[n-1].to {
			out[n-1].to = max(out[n-1].to, s.to)
			continue
		}
		out = append(out, s)
	}
	return out
}

// always reports whether the calendar never closes.
func (c *Calendar) always() bool { return c == nil || c.inWeek == week }

// Open reports whether t lies in open time: from the beginning of a shift up to, not including, its end.
func (c *Calendar) Open(t time.Duration) bool {
	if c.always() {
		return true
	}
	in, i := c.find(t)
	return i < len(c.open) && in >= c.open[i].from
}

// find gives the time in the week at t and the first span that ends after it.
func (c *Calendar) find(t time.Duration) (in time.Duration, i int) {
	in = (c.start + t) % week
	return in, sort.Search(len(c.open), func(i int) bool { return c.open[i].to > in })
}

// Next is the first time after t at which the calendar opens or closes; sim.Never if it never does.
func (c *Calendar) Next(t time.Duration) time.Duration {
	if c.always() {
		return sim.Never
	}
	in, i := c.find(t)
	switch {
	case i == len(c.open):
		return t + week - in + c.open[0].from
	case in < c.open[i].from:
		return t + c.open[i].from - in
	}
	end := t + c.open[i].to - in
	if c.open[i].to == week && c.open[0].from == 0 { // open over Sunday night
		end += c.open[0].to
	}
	return end
}

// After is the time at which, from t on, an open time of d has passed.
func (c *Calendar) After(t, d time.Duration) time.Duration {
	if c.always() {
		return t + d
	}
	if d >= sim.Never-t { // never comes, whatever the shifts
		return sim.Never
	}
	weeks := d / c.inWeek
	if weeks > 0 {
		if weeks > (sim.Never-t)/week-1 {
			return sim.Never
		}
		t, d = t+weeks*week, d-weeks*c.inWeek
	}
	for {
		next := c.Next(t)
		if c.Open(t) {
			if d < next-t {
				return t + d
			}
			d -= next - t
			if d == 0 {
				return next
			}
		}
		t = next
	}
}
