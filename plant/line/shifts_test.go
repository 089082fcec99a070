package line

import (
	"testing"
	"time"

	"github.com/plantwin/plantwin/sim"
)

func calendar(t *testing.T, start string, list ...Shift) *Calendar {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", start)
	if err != nil {
		t.Fatal(err)
	}
	c, err := ParseShifts(list, at)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// edges lists the openings and closings up to a horizon, in hours.
func edges(c *Calendar, hours float64) (out []float64) {
	for t := c.Next(0); t.Hours() < hours; t = c.Next(t) {
		out = append(out, t.Hours())
	}
	return out
}

func TestCalendar(t *testing.T) {
	// Two shifts that touch are one; a night shift goes over midnight and over the end of the week.
	day := calendar(t, "2026-01-05 06:00", Shift{"", []string{"06:00-14:00", "14:00-22:00"}})
	same(t, "days", edges(day, 49), []float64{16, 24, 40, 48})
	if !day.Open(0) || day.Open(16*time.Hour) || !day.Open(16*time.Hour-1) {
		t.Error("open from the beginning of a shift up to, not including, its end")
	}
	night := calendar(t, "2026-01-09 20:00", Shift{"fri_mon", []string{"22:00-06:00"}}) // a Friday
	same(t, "nights", edges(night, 24*5), []float64{2, 10, 26, 34, 50, 58, 74, 82})
	week := calendar(t, "2026-01-10 12:00", Shift{"mon_fri", []string{"08:00-16:30"}}, Shift{"sat", []string{"8:00-13:00"}})
	same(t, "week", edges(week, 48), []float64{1, 44})
	if c := calendar(t, "2026-01-05 00:00", Shift{"", []string{"00:00-24:00"}}); c.Next(0) != sim.Never || !c.Open(123*time.Hour) {
		t.Error("open day and night never closes")
	}
	if got := day.After(15*time.Hour, 2*time.Hour); got != 25*time.Hour {
		t.Errorf("2 h of open time from 15 h end at %v, want 25 h", got)
	}
	if got := day.After(0, 10*day.inWeek+time.Hour); got != 10*week0+time.Hour {
		t.Errorf("ten weeks and an hour end at %v", got)
	}
	var always *Calendar
	if !always.Open(5) || always.Next(5) != sim.Never || always.After(5, 7) != 12 {
		t.Error("a nil calendar is always open")
	}
}

const week0 = 7 * 24 * time.Hour

func TestShiftErrors(t *testing.T) {
	for _, c := range []struct {
		shift Shift
		time  int
	}{
		{Shift{"someday", []string{"06:00-14:00"}}, -1},
		{Shift{"mon_", []string{"06:00-14:00"}}, -1},
		{Shift{"", []string{"06:00-14:00", "6-14"}}, 1},
		{Shift{"", []string{"24:00-06:00"}}, 0},
		{Shift{"", []string{"06:60-14:00"}}, 0},
		{Shift{"", nil}, -1},
	} {
		_, err := ParseShifts([]Shift{c.shift}, time.Unix(0, 0))
		if e, ok := err.(*ShiftError); !ok || e.Time != c.time {
			t.Errorf("%v: error %v", c.shift, err)
		}
	}
}

// FuzzParseShifts: whatever is accepted has open time, edges that alternate and rise, and After that gives the time asked.
func FuzzParseShifts(f *testing.F) {
	f.Add("mon_fri", "06:00-14:00", "22:00-06:00", int64(3600))
	f.Add("", "00:00-24:00", "1:00-1:00", int64(7))
	f.Fuzz(func(t *testing.T, days, a, b string, d int64) {
		c, err := ParseShifts([]Shift{{days, []string{a}}, {"sun", []string{b}}}, time.Unix(d%1e9, 0))
		if err != nil {
			return
		}
		now, open := time.Duration(0), c.Open(0)
		for range 50 {
			next := c.Next(now)
			if next == sim.Never {
				return
			}
			if next <= now || c.Open(next) == open {
				t.Fatalf("%q %q %q: after %v comes %v, open %v", days, a, b, now, next, open)
			}
			if open {
				if got := c.After(now, (next-now)/2); got != now+(next-now)/2 {
					t.Fatalf("half the open time from %v to %v ends at %v", now, next, got)
				}
			}
			now, open = next, !open
		}
	})
}

// ticks rounds as the kernel does.
func TestTicks(t *testing.T) {
	for _, x := range []float64{0, 0.1, 2.5e-9, 3.5e-9, 0.5e-9, 1e9, 4.6e9, 4.7e9, 1e300, -1e-300, -1, 1e-320} {
		want, err := sim.Ticks(x)
		if err != nil && x < -1e-9 {
			want = badTime
		}
		if got := ticks(x); got != want {
			t.Errorf("ticks(%g) = %d, want %d", x, got, want)
		}
	}
}
