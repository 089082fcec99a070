package line

import (
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

// productName stands for a product in the names of signals.
const productName = "<product>"

// byProduct are stores of one asset for each product, made where they are asked for. It is constant; nil is none.
type byProduct struct {
	names                        []string
	done, lead, tard, late, wait []int32 // by product; none where nobody asked
}

// newByProduct makes the stores that are asked for; nil if there are none.
func newByProduct(b *sim.Builder, asset string, p *Products, done string) *byProduct {
	x := &byProduct{}
	any := false
	store := func(list *[]int32, name, signal string, count bool) {
		i := none
		full := "products." + name + "." + signal
		ask := b.Asked(asset + "." + full)
		if signal == done || signal == "late" {
			ask |= b.Asked(asset + ".products." + name + ".on_time")
		}
		if ask != 0 {
			any = true
			if count {
				i = b.Count(asset, full)
			} else {
				i = b.Tally(asset, full)
			}
		}
		*list = append(*list, i)
	}
	for i := range p.List {
		n := p.List[i].Name
		x.names = append(x.names, n)
		store(&x.done, n, done, true)
		store(&x.lead, n, "lead_time", false)
		store(&x.tard, n, "tardiness", false)
		store(&x.late, n, "late", true)
		store(&x.wait, n, "wait", false)
	}
	if !any {
		return nil
	}
	return x
}

// out books a part that leaves; tardiness is NaN for one without a due date.
func (x *byProduct) out(s *sim.State, typ int32, lead, tardiness float64) {
	if x == nil {
		return
	}
	if i := x.done[typ]; i >= 0 {
		s.Count(i, 1)
	}
	if i := x.lead[typ]; i >= 0 {
		s.Sample(i, lead)
	}
	if i := x.tard[typ]; i >= 0 && tardiness == tardiness {
		s.Sample(i, tardiness)
	}
	if i := x.late[typ]; i >= 0 && tardiness > 0 {
		s.Count(i, 1)
	}
}

// begun books the wait of a part whose work begins [s].
func (x *byProduct) begun(s *sim.State, typ int32, wait float64) {
	if x != nil && x.wait[typ] >= 0 {
		s.Sample(x.wait[typ], wait)
	}
}

// waits reports whether somebody asks for the wait of a product.
func (x *byProduct) waits() bool {
	if x == nil {
		return false
	}
	for _, i := range x.wait {
		if i >= 0 {
			return true
		}
	}
	return false
}

// finished books a part that is finished.
func (x *byProduct) finished(s *sim.State, typ int32) {
	if x != nil && x.done[typ] >= 0 {
		s.Count(x.done[typ], 1)
	}
}

func (x *byProduct) signals(l *signalList, done string) {
	if x == nil {
		return
	}
	for i, n := range x.names {
		at := "products." + n + "."
		l.store(at+done, Count, unit.One, sim.StoreCount, x.done[i])
		l.store(at+"lead_time", Sample, unit.Time, sim.StoreTally, x.lead[i])
		l.store(at+"tardiness", Sample, unit.Time, sim.StoreTally, x.tard[i])
		l.store(at+"late", Count, unit.One, sim.StoreCount, x.late[i])
		if x.done[i] >= 0 && x.late[i] >= 0 {
			all := []sim.Term{term(sim.StoreCount, x.done[i], 1)}
			l.ratio(at+"on_time", unit.One, []sim.Term{all[0], term(sim.StoreCount, x.late[i], -1)}, all)
		}
		l.store(at+"wait", Sample, unit.Time, sim.StoreTally, x.wait[i])
	}
}
