package ode

import "math"

// nearZero is the share of a guard's change over a piece that rounding may make.
const nearZero = 0x1p-26

// polynomials notes which guards are polynomials of the fraction of the step: those that are linear in the variables and the
// time, as the variables are such polynomials. Of these the start is evaluated, nothing else. It reports whether all that are
// watched are such.
func (v *events) polynomials(watch []Edge) bool {
	all := true
	for i, w := range watch {
		if v.lin[i] = false; w == None || v.form[i] == OfTime {
			continue
		}
		if v.form[i] == General && v.affine != nil && !v.formed {
			_, _, v.lin[i] = v.affine.Slopes(i)
		}
		v.lin[i] = v.lin[i] || v.form[i] == Sloped || v.form[i] == Constant
		v.polynomial(i)
		all = all && v.lin[i]
	}
	return all
}

// polynomial writes the coefficients of guard i over the piece, if it is linear.
func (v *events) polynomial(i int) {
	if !v.lin[i] {
		return
	}
	m := int(v.p.Deg) + 1
	q := v.q[i][:m]
	clear(q)
	q[0] = v.at[0][i]
	if v.form[i] == Constant {
		return
	}
	byTime, by, _ := v.affine.Slopes(i)
	q[1] = float64(byTime * v.h)
	for _, s := range by {
		c := v.p.C[int(s.Var)*m : int(s.Var)*m+m]
		for k := 1; k < m; k++ {
			q[k] += float64(s.By * c[k])
		}
	}
}

// same reports that guard i, a polynomial, stays on the side of zero where it starts.
func (v *events) same(i int) bool {
	q := v.q[i][:v.p.Deg+1]
	sum := 0.0
	for _, c := range q[1:] {
		sum += math.Abs(c)
	}
	return math.Abs(q[0]) > float64((1+nearZero)*sum)
}

// once reports that guard i, a polynomial, crosses zero at most once: it is monotone, or bent one way only and ends on the other side.
func (v *events) once(i int, now bool) bool {
	q := v.q[i][:v.p.Deg+1]
	if len(q) < 3 || monotone(q) {
		return monotone(q)
	}
	sum := 0.0
	for k := 3; k < len(q); k++ {
		sum += float64(float64(k*(k-1)) * math.Abs(q[k]))
	}
	return 1.5*sum <= 2*math.Abs(q[2]) && v.end(i) != 0 && v.end(i) > 0 != now
}

// end is guard i, a polynomial, at the end of the piece. Next to zero it is the guard itself: a tie with the end stays one.
func (v *events) end(i int) float64 {
	g := v.guard(i, 1)
	if !(math.Abs(g) < float64(nearZero*(math.Abs(v.q[i][0])+math.Abs(v.q[i][1])))) {
		return g
	}
	v.e.Guards(v.t+v.h, v.p.End, v.g)
	return v.g[i]
}

// fill evaluates a polynomial guard at the samples.
func (v *events) fill(i int) {
	if !v.lin[i] {
		return
	}
	for k := 1; k <= samples; k++ {
		v.at[k][i] = v.guard(i, float64(k)/(samples+1))
	}
	v.at[samples+1][i] = v.end(i)
}

// beyond is th, where guard i crosses, or if the guard itself differs from its polynomial there by rounding a little more: so that
// the next piece starts on the far side.
func (v *events) beyond(i int, th float64, next bool) float64 {
	if !v.lin[i] || th == noRoot {
		return th
	}
	step := 0.0
	for k := 0; th < noRoot; k++ {
		v.guards(th, v.g)
		if v.side(i, th, v.g[i]) == next {
			return th
		}
		switch {
		case k == 0:
			step = v.grain(i, th)
		case k >= 4:
			step *= 2
		}
		th += step
	}
	return noRoot
}

// grain is how far guard i has to move from th to change by a quarter of an ulp of its terms. v.y is the state there.
func (v *events) grain(i int, th float64) float64 {
	_, by, _ := v.affine.Slopes(i)
	ulp := 0.0
	for _, s := range by {
		ulp = max(ulp, 0x1p-54*math.Abs(s.By*v.y[s.Var]))
	}
	slope, q := 0.0, v.q[i][:v.p.Deg+1]
	for k := len(q) - 1; k > 0; k-- {
		slope = float64(slope*th) + float64(float64(k)*q[k])
	}
	return max(fine*th, min(ulp/math.Abs(slope), noRoot))
}
