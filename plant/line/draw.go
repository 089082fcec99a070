package line

import (
	"math"
	"time"

	"github.com/plantwin/plantwin/internal/dist"
	"github.com/plantwin/plantwin/sim"
)

// Draw says how a value is found for a part, or for an event that concerns none (part -1). The zero Draw is the constant
// 0. A Draw is constant once made; at most one uniform is taken from its stream for each value.
type Draw struct {
	form    drawForm
	drawn   bool // pick draws
	stream  int32
	value   float64       // of a fixed value, SI; mean of an exponential that is not cut, which is drawn directly
	ticks   time.Duration // of a fixed value, when it is read as a time
	compute func(s *sim.State, part int32) float64
	pick    func(s *sim.State, part int32) int
	dist    *dist.Dist
	options *options
}

// options are what a choice is made among. They stand apart so that a Draw is short: it is a part of every asset.
type options struct {
	list  []Draw
	share []float64 // of those picked at random, for the mean
}

type drawForm uint8

const (
	drawFixed drawForm = iota
	drawRandom
	drawComputed
	drawChoice
)

// Fixed is the same value always [SI].
func Fixed(v float64) Draw { return Draw{value: v, ticks: ticks(v)} }

// Random draws from a distribution by inversion of the next uniform of a stream. The distribution of a time must have
// been cut at 0 by the caller.
func Random(stream int32, d dist.Dist) Draw {
	r := Draw{form: drawRandom, stream: stream, dist: &d}
	if lo, _ := d.Range(); d.Family() == "exponential" && math.IsInf(lo, -1) {
		r.value = d.Mean()
	}
	return r
}

// Computed evaluates a function of the state and the part [SI].
func Computed(f func(s *sim.State, part int32) float64) Draw {
	return Draw{form: drawComputed, compute: f, value: math.NaN()}
}

// Whole rounds a draw up to whole multiples of step [SI], which is more than 0: 1 s makes an exponential time a geometric
// number of seconds.
func Whole(d Draw, step float64) Draw {
	return Computed(func(s *sim.State, part int32) float64 { return math.Ceil(d.Value(s, part)/step) * step })
}

// Choice draws from the option that pick names; a pick outside the list gives no value.
func Choice(pick func(s *sim.State, part int32) int, list []Draw) Draw {
	return Draw{form: drawChoice, pick: pick, options: &options{list: list}}
}

// Constant reports whether the draw is always the same value.
func (d *Draw) Constant() bool { return d.form == drawFixed }

// Mean is the expected value [SI]; that of the options on equal terms for a choice, NaN if nothing is known.
func (d *Draw) Mean() float64 {
	switch d.form {
	case drawFixed:
		return d.value
	case drawRandom:
		return d.dist.Mean()
	case drawChoice:
		sum := 0.0
		o := d.options
		for i := range o.list {
			if d.drawn {
				sum += float64(o.share[i] * float64(len(o.list)) * o.list[i].Mean())
				continue
			}
			sum += o.list[i].Mean()
		}
		return sum / float64(len(o.list))
	}
	return math.NaN()
}

// expected is the mean value for a part [SI]; NaN if it is not known. Nothing is drawn but for a choice by shares.
func (d *Draw) expected(s *sim.State, part int32) float64 {
	switch d.form {
	case drawFixed:
		return d.value
	case drawRandom:
		return d.dist.Mean()
	case drawComputed:
		return d.compute(s, part)
	}
	if d.drawn {
		return d.Mean()
	}
	if i := d.pick(s, part); uint(i) < uint(len(d.options.list)) {
		return d.options.list[i].expected(s, part)
	}
	return math.NaN()
}

// Value draws a value [SI]; NaN if there is none.
func (d *Draw) Value(s *sim.State, part int32) float64 {
	switch d.form {
	case drawFixed:
		return d.value
	case drawRandom:
		return d.random(s)
	case drawComputed:
		return d.compute(s, part)
	}
	if i := d.pick(s, part); uint(i) < uint(len(d.options.list)) {
		return d.options.list[i].Value(s, part)
	}
	return math.NaN()
}

// Time draws a time. It is negative where the value is below 0 or not a number: the caller fails the run.
func (d *Draw) Time(s *sim.State, part int32) time.Duration {
	if d.form == drawRandom && d.value != 0 {
		return ticks(d.value * s.Exponential(d.stream))
	}
	if d.form == drawFixed {
		return d.ticks
	}
	return ticks(d.Value(s, part))
}

// random draws from the distribution.
func (d *Draw) random(s *sim.State) float64 {
	if d.value != 0 {
		return d.value * s.Exponential(d.stream)
	}
	return d.dist.Quantile(s.Uniform(d.stream))
}

// badTime stands for a time below 0 or not a number.
const badTime time.Duration = -1

// wholes is the number from which on all floats, up to twice of it, are whole.
const wholes = 0x1p52

// ticks rounds seconds to ticks as sim.Ticks does, to the nearest, ties to even; badTime instead of an error, since an
// error value would cost more than the draw.
func ticks(seconds float64) time.Duration {
	ns := float64(seconds * 1e9)
	if ns >= 0 && ns < wholes { // the last bit of the sum is 1
		return time.Duration(math.Float64bits(ns+wholes) - math.Float64bits(wholes))
	}
	return farTicks(ns)
}

// farTicks is ticks beyond some weeks, and of what is no time.
//
//go:noinline
func farTicks(ns float64) time.Duration {
	ns = math.RoundToEven(ns)
	if ns >= 0 && ns < float64(sim.Never) {
		return time.Duration(ns)
	}
	if ns >= float64(sim.Never) {
		return sim.Never
	}
	return badTime
}

// seconds turns ticks into seconds, rounded once.
func seconds(t time.Duration) float64 { return float64(t) / 1e9 }
