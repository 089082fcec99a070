package line

// together checks that a task can begin at some time of the week: that there is a moment at which the calendar and, for
// each need, some crew that meets it are open.
func (c *compiler) together(asset int, key string, shifts *Calendar, d *demand) {
	common := shifts.week()
	for i := range d.needs {
		var some []span
		for _, cr := range d.needs[i].crews {
			some = append(some, cr.shifts.week()...)
		}
		common = meet(common, merge(some))
	}
	if len(common) == 0 {
		c.fault(asset, key, "let their shifts overlap", "those that it needs are never there at the same time")
	}
}

// week is the open time in the week, sorted and disjoint.
func (c *Calendar) week() []span {
	if c.always() {
		return []span{{0, week}}
	}
	return append([]span(nil), c.open...)
}

// meet is the time that two sorted lists have in common.
func meet(a, b []span) (out []span) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		from, to := max(a[i].from, b[j].from), min(a[i].to, b[j].to)
		if from < to {
			out = append(out, span{from, to})
		}
		if a[i].to < b[j].to {
			i++
		} else {
			j++
		}
	}
	return out
}
