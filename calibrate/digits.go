package calibrate

import "strconv"

// round8 takes a value to the eight significant digits that tables keep.
// Optimisers add in an order that differs from machine to machine, so the digits
// beyond are no result; NaN stays.
func round8(v float64) float64 {
	r, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 8, 64), 64)
	return r
}

// round takes all that goes into tables to eight significant digits. (Values and
// overlay have them already: the value that is written is the value that is used.)
func (f *Fits) round() {
	for i := range f.Estimates {
		e := &f.Estimates[i]
		e.Value, e.Low, e.High = round8(e.Value), round8(e.Low), round8(e.High)
	}
	for i := range f.Evidence.Points {
		p := &f.Evidence.Points[i]
		p.Recorded, p.Model = round8(p.Recorded), round8(p.Model)
	}
	for i := range f.Evidence.Curves {
		c := &f.Evidence.Curves[i]
		c.AIC, c.X, c.P = round8(c.AIC), round8(c.X), round8(c.P)
	}
}
