package plant

import (
	"time"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant/line"
)

// Calendar is a week of open times in UTC.
type Calendar struct{ open *line.Calendar }

// firstMonday is the beginning of a week, in seconds since 1970, from which calendars count.
const firstMonday = 4 * 86400

// ReadCalendar reads shifts as written, ["06:00-14:00"] or {mon_fri: [...], sat: [...]}; nil where a fault has been reported.
func ReadCalendar(n *source.Node, path string, faults *source.Faults) *Calendar {
	c := shifts(n, path, time.Unix(firstMonday, 0).UTC(), faults)
	if c == nil {
		return nil
	}
	return &Calendar{c}
}

// Between is the open time [s] between two times [s since 1970]. A nil calendar is always open. Cost: the number of shifts between.
func (c *Calendar) Between(from, to float64) float64 {
	if c == nil || !(to > from) {
		return to - from
	}
	at := func(s float64) time.Duration { return time.Duration((s - firstMonday) * 1e9) }
	sum, t, end := time.Duration(0), at(from), at(to)
	for t < end {
		next := min(c.open.Next(t), end)
		if c.open.Open(t) {
			sum += next - t
		}
		t = next
	}
	return sum.Seconds()
}
