package line

import (
	"strings"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

// Signal is something that can be read from a run.
type Signal struct {
	Asset int    // -1: the plant
	Name  string // "busy", "failures.die.count"
	Sort  Sort
	Dim   unit.Dim
	Terms []sim.Term                 // of a State: one for each state in order of precedence, the first that is above 0 being its name
	Per   []sim.Term                 // of a Ratio: the denominator
	Names []string                   // of a State: the names of Terms
	Read  func(s *sim.State) float64 // of a Present, and of a Ratio that is more than two sums [SI]
}

// Names lists the signals that an asset can have, those of each of its failures and of each product by name. A signal whose store is kept
// only when asked for is in the list too: ask the builder for it before Build, and it is among Line.Signals.
func Names(a *Asset, products []string) []SignalDoc {
	var out []SignalDoc
	for _, d := range a.Kind.Signals {
		if strings.Contains(d.Name, productName) {
			out = append(out, forProducts(d, products)...)
			continue
		}
		holder, names := namesIn(a, d.Name)
		if holder == "" {
			if a.has(d.Name) {
				out = append(out, d)
			}
			continue
		}
		for _, n := range names {
			e := d
			e.Name = strings.Replace(d.Name, holder, n, 1)
			if e.Sort == Present && a.countsCycles(e.Name) {
				e.Dim = unit.One
			}
			if a.has(e.Name) {
				out = append(out, e)
			}
		}
	}
	return out
}

// forProducts gives a signal that is kept for each product, by name.
func forProducts(d SignalDoc, products []string) []SignalDoc {
	var out []SignalDoc
	for _, p := range products {
		e := d
		e.Name = strings.Replace(d.Name, productName, p, 1)
		out = append(out, e)
	}
	return out
}

// What stands for free names in the names of signals and commands.
const (
	modeName = "<mode>" // a mode of failure
	joinName = "<part>" // what is joined
	planName = "<plan>" // maintenance
	stepName = "<step>" // a step of a cycle

	outletName = "<outlet>" // a way off a conveyor
)

// namesIn finds the place holder in a name, and what it stands for at an asset.
func namesIn(a *Asset, name string) (holder string, names []string) {
	switch {
	case strings.Contains(name, modeName):
		for _, m := range a.Values["failures"].Groups {
			names = append(names, m.Name)
		}
		return modeName, names
	case strings.Contains(name, stepName):
		for _, g := range a.Values["cycle"].Stages {
			names = append(names, g.Name)
		}
		return stepName, names
	case strings.Contains(name, outletName):
		for _, g := range a.Values["outlets"].Groups {
			names = append(names, g.Name)
		}
		return outletName, names
	case strings.Contains(name, planName):
		for _, m := range a.Values["maintenance"].Groups {
			names = append(names, m.Name)
		}
		return planName, names
	case strings.Contains(name, joinName):
		for _, j := range a.Values["joins"].Counts {
			names = append(names, j.Name)
		}
		return joinName, names
	}
	return "", nil
}

// has reports whether an asset has a signal that depends on a setting.
func (a *Asset) has(signal string) bool {
	switch signal {
	case "joined":
		return a.Values["joins"].Set
	case "split":
		return a.Values["splits"].Set
	case "overdue":
		return a.Values["dwell"].Set
	case "takt_adherence":
		return a.Values["takt"].Set
	}
	if rest, ok := strings.CutSuffix(signal, ".spares"); ok {
		return a.mode(rest)["spares"].Set
	}
	return true
}

// signalList gathers the signals of a line.
type signalList struct {
	line  *Line
	asset int
}

func (l *signalList) add(name string, sort Sort, dim unit.Dim, terms ...sim.Term) {
	l.line.Signals = append(l.line.Signals, Signal{Asset: l.asset, Name: name, Sort: sort, Dim: dim, Terms: terms})
}

// store adds a signal for a store, if there is one.
func (l *signalList) store(name string, sort Sort, dim unit.Dim, store sim.Store, index int32) {
	if index >= 0 {
		l.add(name, sort, dim, term(store, index, 1))
	}
}

// ratio adds the total of terms over the total of per.
func (l *signalList) ratio(name string, dim unit.Dim, terms, per []sim.Term) {
	l.line.Signals = append(l.line.Signals, Signal{Asset: l.asset, Name: name, Sort: Ratio, Dim: dim, Terms: terms, Per: per})
}

// computed adds a figure that is more than two sums; NaN where there is none.
func (l *signalList) computed(name string, dim unit.Dim, read func(s *sim.State) float64) {
	l.line.Signals = append(l.line.Signals, Signal{Asset: l.asset, Name: name, Sort: Ratio, Dim: dim, Read: read})
}

// states adds the signals of a time split: each state as the share of the servers that are in it, and its name.
func (l *signalList) states(names []string, order []uint8, times int32, servers int32) {
	var all []sim.Term
	var ordered []string
	for i, n := range names {
		t := sim.Term{Ref: sim.Ref{Store: sim.StoreTimes, Index: times, Sub: int32(i)}, Coef: 1 / float64(servers)}
		l.add(n, Level, unit.One, t)
	}
	for _, i := range order {
		all = append(all, sim.Term{Ref: sim.Ref{Store: sim.StoreTimes, Index: times, Sub: int32(i)}, Coef: 1})
		ordered = append(ordered, names[i])
	}
	l.line.Signals = append(l.line.Signals, Signal{Asset: l.asset, Name: "state", Sort: State, Terms: all, Names: ordered})
	l.line.States = append(l.line.States, StateSet{Asset: l.asset, Names: names, Times: times, Servers: int(servers)})
}

func term(store sim.Store, index int32, coef float64) sim.Term {
	return sim.Term{Ref: sim.Ref{Store: store, Index: index}, Coef: coef}
}

// list gathers the signals of all assets and of the plant.
func (l *Line) list(t *totals) {
	sl := &signalList{line: l}
	for i, u := range l.bound {
		sl.asset = i
		u.signals(sl)
	}
	sl.asset = -1
	var good, scrap, power []sim.Term
	lead := t.lead
	for _, u := range l.bound {
		switch u := u.(type) {
		case *sink:
			if u.good {
				good = append(good, term(sim.StoreCount, u.done, 1))
				if !t.own {
					lead = u.leadTime
				}
			} else {
				scrap = append(scrap, term(sim.StoreCount, u.done, 1))
			}
		case *machine:
			scrap = append(scrap, term(sim.StoreCount, u.scrapped, 1))
			power = append(power, u.powerTerms()...)
		case *buffer:
			if u.dwell != nil && u.dwell.discard {
				scrap = append(scrap, term(sim.StoreCount, u.dwell.overdue, 1))
			}
		case *fleet:
			power = append(power, u.powerTerms()...)
			l.Trips = append(l.Trips, u.trips.list(int(u.id))...)
		}
	}
	sl.add("good", Count, unit.One, good...)
	sl.add("scrap", Count, unit.One, scrap...)
	sl.add("wip", Level, unit.One, term(sim.StoreLevel, t.wip, 1))
	sl.store("lead_time", Sample, unit.Time, sim.StoreTally, lead)
	sl.add("throughput", Rate, unit.PerTime, good...)
	sl.store("wait", Sample, unit.Time, sim.StoreTally, t.wait)
	sl.store("tardiness", Sample, unit.Time, sim.StoreTally, t.tard)
	sl.store("late", Count, unit.One, sim.StoreCount, t.late)
	if t.late >= 0 {
		sl.ratio("on_time", unit.One, append(append([]sim.Term(nil), good...), term(sim.StoreCount, t.late, -1)), good)
	}
	sl.store("makespan", Level, unit.Time, sim.StoreLevel, t.makespan)
	if t.value != nil {
		sl.add("value", Count, unit.Money, t.value...)
	}
	t.products.signals(sl, "good")
	for i, k := range t.wips {
		sl.store("products."+l.Products.List[i].Name+".wip", Level, unit.One, sim.StoreLevel, k)
	}
	sl.add("power", Level, unit.Power, power...)
	sl.add("energy", Count, unit.Energy, power...)
	sl.costSignals(t)
}
