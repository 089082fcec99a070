package calibrate

import "math"

// inner takes a value to the variable in which it is searched.
func (p *Parameter) inner(x float64) float64 {
	switch p.Scale {
	case LogScale:
		return math.Log(x)
	case LogitScale:
		lo, hi := p.bounds()
		return math.Log((x - lo) / (hi - x))
	}
	return x
}

// outer is the inverse of inner.
func (p *Parameter) outer(u float64) float64 {
	switch p.Scale {
	case LogScale:
		return math.Exp(u)
	case LogitScale:
		lo, hi := p.bounds()
		if u < 0 { // from the nearer end, so that no digit of the distance is lost
			e := math.Exp(u)
			return lo + (hi-lo)*e/(1+e)
		}
		e := math.Exp(-u)
		return hi - (hi-lo)*e/(1+e)
	}
	return u
}

// rate is d outer / d u at the value x.
func (p *Parameter) rate(x float64) float64 {
	switch p.Scale {
	case LogScale:
		return x
	case LogitScale:
		lo, hi := p.bounds()
		return (x - lo) / (hi - lo) * (hi - x)
	}
	return 1
}

// innerBounds gives the bounds of the variable in which a parameter is searched.
func (p *Parameter) innerBounds() (lo, hi float64) {
	lo, hi = p.bounds()
	switch p.Scale {
	case LogScale:
		if lo <= 0 {
			return math.Inf(-1), math.Log(hi)
		}
		return math.Log(lo), math.Log(hi)
	case LogitScale:
		return math.Inf(-1), math.Inf(1)
	}
	return lo, hi
}

// innerStart gives the start of the search, strictly inside the bounds.
func (p *Parameter) innerStart() float64 {
	if p.Scale == LogitScale {
		lo, hi := p.bounds()
		margin := 1e-6 * (hi - lo)
		return p.inner(bounded(p.Start, lo+margin, hi-margin))
	}
	lo, hi := p.innerBounds()
	return inside(p.inner(p.Start), lo, hi)
}

// inside moves a point that lies on or beyond a bound strictly inside: Coleman and Li's iterates are interior.
func inside(u, lo, hi float64) float64 {
	const margin = 1e-10 // relative to the bound, as in SciPy
	switch {
	case u > lo && u < hi:
		return u
	case math.IsInf(lo, -1) && math.IsInf(hi, 1):
		return u
	case u <= lo:
		u = lo + margin*math.Max(1, math.Abs(lo))
	default:
		u = hi - margin*math.Max(1, math.Abs(hi))
	}
	if !(u > lo && u < hi) { // bounds closer than the margin
		u = lo/2 + hi/2
	}
	return u
}
