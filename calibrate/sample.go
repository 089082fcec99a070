package calibrate

import (
	"fmt"
	"math"
)

// Observation is one lifetime or duration, or several equal ones, known exactly or between two limits.
type Observation struct {
	Low, High float64 // equal: exact; High +Inf: still running at Low; Low -Inf: over by High; else between the two
	Count     int     // equal observations; 0 counts as 1
}

// Sample is a set of observations, all in one unit.
type Sample []Observation

// Exact makes a sample of values that are known exactly.
func Exact(values ...float64) Sample {
	s := make(Sample, len(values))
	for i, v := range values {
		s[i] = Observation{Low: v, High: v}
	}
	return s
}

// Right is an observation that was still running at c (censored from the right).
func Right(c float64) Observation { return Observation{Low: c, High: math.Inf(1)} }

// Left is an observation that was over by c (censored from the left).
func Left(c float64) Observation { return Observation{Low: math.Inf(-1), High: c} }

// kind sorts observations.
type kind uint8

const (
	exact kind = iota
	right
	left
	interval
)

func (o *Observation) kind() kind {
	switch {
	case o.Low == o.High:
		return exact
	case math.IsInf(o.High, 1):
		return right
	case math.IsInf(o.Low, -1):
		return left
	}
	return interval
}

// count is the number of equal observations.
func (o *Observation) count() float64 { return float64(max(o.Count, 1)) }

// middle is a rough value of the observation: half way in an interval, the limit otherwise.
func (o *Observation) middle() float64 {
	switch o.kind() {
	case left:
		return o.High
	case interval:
		return o.Low/2 + o.High/2
	}
	return o.Low
}

// check refuses observations that say nothing or contradict themselves.
func (s Sample) check() error {
	for i := range s {
		o := &s[i]
		switch {
		case math.IsNaN(o.Low) || math.IsNaN(o.High) || o.Low > o.High || o.Count < 0:
			return fmt.Errorf("observation %d: %g to %g (%d times) is no interval", i+1, o.Low, o.High, o.Count)
		case math.IsInf(o.Low, -1) && math.IsInf(o.High, 1):
			return fmt.Errorf("observation %d says nothing: both limits are infinite", i+1)
		case math.IsInf(o.Low, 1) || math.IsInf(o.High, -1):
			return fmt.Errorf("observation %d is infinite", i+1)
		}
	}
	if s.ended() == 0 {
		return fmt.Errorf("nothing has ended in this sample of %d: there is only a lower limit", int(s.Size()))
	}
	return nil
}

// Size is the number of observations, counting equal ones.
func (s Sample) Size() float64 {
	n := 0.0
	for i := range s {
		n += s[i].count()
	}
	return n
}

// ended is the number of observations that are not censored from the right.
func (s Sample) ended() float64 {
	n := 0.0
	for i := range s {
		if s[i].kind() != right {
			n += s[i].count()
		}
	}
	return n
}

// complete says whether every observation is exact.
func (s Sample) complete() bool {
	for i := range s {
		if s[i].kind() != exact {
			return false
		}
	}
	return true
}

// exposure is the sum of all rough values: total time on test where nothing but the right is censored.
func (s Sample) exposure() float64 {
	sum := 0.0
	for i := range s {
		sum += s[i].count() * s[i].middle()
	}
	return sum
}

// moments are mean and standard deviation of the rough values.
func (s Sample) moments() (mean, sd float64) {
	mean = s.exposure() / s.Size()
	sum := 0.0
	for i := range s {
		d := s[i].middle() - mean
		sum += s[i].count() * d * d
	}
	return mean, math.Sqrt(sum / s.Size())
}

// limits are the least and greatest finite limits of the sample.
func (s Sample) limits() (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for i := range s {
		for _, v := range [2]float64{s[i].Low, s[i].High} {
			if !math.IsInf(v, 0) {
				lo, hi = math.Min(lo, v), math.Max(hi, v)
			}
		}
	}
	return lo, hi
}
