package plant

import (
	"slices"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// utility is something that a plant uses besides the electric energy of its assets, such as gas: what is priced is the time
// integral of a signal, or the total of a count.
type utility struct {
	name, asset   string // the asset that the signal belongs to, "" for none
	signal        string
	price, carbon int // numbers, -1 if not given
}

// readUtilities reads costs.utilities, once all signals are known.
func (c *compiler) readUtilities() {
	list := get(c.sc.Costs, "utilities")
	for i, k := range keys(list) {
		if u, ok := c.readUtility(k.Text, list.Items[i]); ok {
			c.costs.utilities = append(c.costs.utilities, u)
		}
	}
}

func (c *compiler) readUtility(name string, n *source.Node) (utility, bool) {
	u, path := utility{name: name, price: -1, carbon: -1}, "costs.utilities."+name
	of := get(n, "of")
	if of == nil {
		return u, false // scenarios has reported it
	}
	s := c.signals[of.Text]
	if s == nil || s.sort != line.Level && s.sort != line.Count {
		c.faults.At(of, source.DidYouMean(of.Text, c.uses(), "name a signal over time, such as oven.heat, or a count"), "%s: %q is no signal that can be priced", path, of.Text)
		return u, false
	}
	u.signal, u.asset = of.Text, s.asset
	if !slices.ContainsFunc(c.assets, func(a *asset) bool { return a.name == s.asset }) {
		u.asset = ""
	}
	c.ask(s, keeps["total"])
	amount := s.dim
	if s.sort == line.Level {
		amount = amount.Mul(unit.Time)
	}
	read := func(key string, dim unit.Dim, to *int) {
		if x := get(n, key); x != nil {
			if i, ok := c.number(path+"."+key, x, limits{dim: dim.Div(amount), max: inf}); ok {
				*to = i
			}
		}
	}
	read("price", unit.Money, &u.price)
	read("carbon", unit.Mass, &u.carbon)
	return u, true
}

// uses are the signals that can be priced.
func (c *compiler) uses() []string {
	return slices.DeleteFunc(slices.Clone(c.signalKeys), func(key string) bool {
		s := c.signals[key]
		return s.sort != line.Level && s.sort != line.Count
	})
}

// bindUtilities adds what utilities cost to the signals of the plant and of their assets, and to the accounts.
func (c *compiler) bindUtilities(b *binding, l *line.Line) {
	if c.costs == nil {
		return
	}
	for _, u := range c.costs.utilities {
		terms := b.refs.terms(u.signal)
		for _, x := range []struct {
			number  int
			item    string
			dim     unit.Dim
			signals []string
		}{{u.price, u.name, unit.Money, []string{"cost", "overhead"}}, {u.carbon, "carbon", unit.Mass, []string{"carbon"}}} {
			if x.number < 0 {
				continue
			}
			more := make([]sim.Term, len(terms))
			for i, t := range terms {
				more[i] = sim.Term{Ref: t.Ref, Coef: float64(t.Coef * b.v[x.number])}
			}
			for _, owner := range []string{"plant", u.asset} {
				for _, name := range x.signals {
					if s := b.refs.line[owner+"."+name]; s != nil {
						s.Terms = append(slices.Clip(s.Terms), more...)
					}
				}
			}
			account := line.Account{Asset: -1, Product: -1, Item: x.item, Dim: x.dim, Terms: more}
			c.addAccount(l, account, u.asset)
		}
	}
}

// addAccount adds an account of an asset of the line, or of an equation component.
func (c *compiler) addAccount(l *line.Line, a line.Account, owner string) {
	a.Owner = owner
	if i, ok := c.units[owner]; ok {
		a.Asset = i
	}
	l.Accounts = append(l.Accounts, a)
}
