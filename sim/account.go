package sim

import "time"

// account is a running amount: what has been posted, and a value times the passing of a clock, or times the growth of totals of
// other stores. Reading computes up to now and writes nothing.
type account struct {
	value float64
	since int64   // [ns] of the last change of the value
	sum   float64 // from the reset to since, with what was posted
	mark  float64 // the totals at since, of a meter
}

// Clock gives by how much a clock goes on between two times; it must depend on nothing else, and not go back. An account under
// a tariff runs on the integral of the price, so that no event is needed where the price changes. Nil stands for seconds.
type Clock func(from, to time.Duration) float64

type accountSpec struct {
	asset, signal string
	clock         Clock
	meter         []Term // in place of a clock
}

// Account makes an account of value 0. Its statistics are total and rate; islands and conditions cannot read it.
func (b *Builder) Account(asset, signal string, c Clock) int32 {
	b.m.accounts = append(b.m.accounts, accountSpec{asset: asset, signal: signal, clock: c})
	return int32(len(b.m.accounts) - 1)
}

// Meter makes an account that runs on a sum of totals: those of the levels, times, counts and variables of terms.
func (b *Builder) Meter(asset, signal string, terms []Term) int32 {
	b.m.accounts = append(b.m.accounts, accountSpec{asset: asset, signal: signal, meter: terms})
	return int32(len(b.m.accounts) - 1)
}

// Total is the sum of the totals of terms, since the start or the warm-up.
func (s *State) Total(terms []Term) (sum float64) {
	for _, t := range terms {
		v, _ := s.Stat(t.Ref, StatTotal, 0)
		sum += float64(t.Coef * v)
	}
	return sum
}

// Post adds an amount to account i.
func (s *State) Post(i int32, x float64) {
	if x != x {
		sp := &s.m.accounts[i]
		s.misuse("an amount that is not a number is posted to %s", join(sp.asset, sp.signal))
	}
	s.kept.accounts[i].sum += x
}

// Weigh adds by to the value of account i from now on. What rounding leaves of a value that has gone is taken as 0.
func (s *State) Weigh(i int32, by float64) {
	value := s.kept.accounts[i].value + by
	if value < noWeight && value > -noWeight {
		value = 0
	}
	s.SetWeight(i, value)
}

// SetWeight gives account i another value from now on.
func (s *State) SetWeight(i int32, value float64) {
	a := &s.kept.accounts[i]
	if a.value == value {
		return
	}
	sp := &s.m.accounts[i]
	now := int64(s.Now)
	if sp.meter != nil {
		total := s.Total(sp.meter)
		a.sum += float64(a.value * (total - a.mark))
		a.mark = total
	} else {
		a.sum += sp.run(a.value, a.since, now)
	}
	a.since, a.value = now, value
}

// noWeight is far below the share of one part in a load.
const noWeight = 1e-9

// run is what a value makes of the time between two instants.
func (sp *accountSpec) run(value float64, from, to int64) float64 {
	switch {
	case value == 0 || from == to:
		return 0
	case sp.clock == nil:
		return float64(value * (float64(to-from) / nsPerS))
	}
	return float64(value * sp.clock(time.Duration(from), time.Duration(to)))
}

// account is the amount of account i up to now, since the start or the warm-up.
func (s *State) account(i int32) float64 {
	a, sp := &s.kept.accounts[i], &s.m.accounts[i]
	if sp.meter != nil {
		if a.value == 0 {
			return a.sum
		}
		return a.sum + float64(a.value*(s.Total(sp.meter)-a.mark))
	}
	return a.sum + sp.run(a.value, a.since, int64(s.Now))
}

func (a *account) reset(now int64) { a.since, a.sum, a.mark = now, 0, 0 }
