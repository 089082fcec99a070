package plant

import (
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// costs is what the section costs says.
type costs struct {
	energy, carbon tariff
	interest       int // number, -1 if not given
	utilities      []utility
}

// tariff is a value that is constant, or follows a table of time.
type tariff struct {
	number int          // -1 if it is a table, or not given
	table  *line.Course // nil if it is a number, or not given
	place  *source.Node
}

var carbonPerEnergy = unit.Mass.Div(unit.Energy)

// readCosts reads the section costs: prices of energy and capital, and the carbon of energy.
func (c *compiler) readCosts() {
	n := c.sc.Costs
	if n == nil {
		return
	}
	c.costs = &costs{interest: -1}
	c.costs.energy = c.readTariff("energy", get(n, "energy"), unit.MoneyPerEnergy)
	c.costs.carbon = c.readTariff("carbon", get(n, "carbon"), carbonPerEnergy)
	if x := get(n, "interest"); x != nil {
		c.costs.interest, _ = c.number("costs.interest", x, limits{dim: unit.PerTime, max: inf})
	}
}

// readTariff reads a quantity, or a table of time such as tariff(time).
func (c *compiler) readTariff(key string, n *source.Node, dim unit.Dim) tariff {
	x, path := tariff{number: -1, place: n}, "costs."+key
	if n == nil {
		return x
	}
	name, ok := strings.CutSuffix(n.Text, "(time)")
	if !ok {
		x.number, _ = c.number(path, n, limits{dim: dim, max: inf})
		return x
	}
	for _, e := range c.sc.Tables {
		if e.Name != name {
			continue
		}
		f := c.network.tables[name]
		if f.two || f.x != unit.Time || f.y != dim {
			c.faults.At(n, "let x be a time and y "+dim.Name(), "%s: table %s gives no such values over time", path, name)
		} else if f.series != nil {
			var err error
			if x.table, err = line.NewCourse(f.series); err != nil {
				c.faults.At(n, "", "%s: table %s: %v", path, name, err)
			}
		}
		return x
	}
	c.faults.At(n, source.DidYouMean(name, names(c.sc.Tables), "define it under tables"), "%s: there is no table %q", path, name)
	return x
}

// bindCosts binds the section; nil if there is none.
func (c *compiler) bindCosts(b *binding) *line.Costs {
	if c.costs == nil {
		return nil
	}
	bind := func(x tariff) *line.Course {
		if x.number >= 0 {
			return line.Always(b.v[x.number])
		}
		if x.table != nil && !x.table.Covers(b.v[c.horizon]) {
			b.faults.At(x.place, "write outside: hold, or repeat", "costs: the table ends before the run")
		}
		return x.table
	}
	out := &line.Costs{Energy: bind(c.costs.energy), Carbon: bind(c.costs.carbon)}
	if c.costs.interest >= 0 {
		out.Interest = b.v[c.costs.interest]
	}
	return out
}

// currency is the unit of money that the file uses.
func (c *compiler) currency() unit.Unit {
	var used []unit.Unit
	for i := range c.measures {
		used = append(used, c.measures[i].Unit)
	}
	for i := range c.nums.list {
		used = append(used, c.nums.list[i].unit)
	}
	for _, e := range c.sc.Tables {
		y := e.Value.Get("y")
		if x := get(y, "unit"); x != nil {
			y = x
		}
		if u, err := unit.Parse(textOf(y)); err == nil {
			used = append(used, u)
		}
	}
	for _, u := range used {
		if money, err := unit.Parse(u.Currency); u.Currency != "" && err == nil {
			return money
		}
	}
	return unit.SI(unit.Money)
}

// bindAccounts lists the accounts of costs, energy and carbon of a plant that has a section of costs.
func (c *compiler) bindAccounts(l *line.Line) []Account {
	if c.costs == nil {
		return nil
	}
	shown := map[unit.Dim]unit.Unit{unit.Money: c.currency()}
	shown[unit.Energy], _ = unit.Parse("kWh")
	shown[unit.Mass], _ = unit.Parse("kg")
	var out []Account
	for _, x := range l.Accounts {
		a := Account{Asset: "plant", Item: x.Item, Unit: shown[x.Dim]}
		switch {
		case x.Owner != "":
			a.Asset = x.Owner
		case x.Asset >= 0:
			a.Asset = c.assets[c.unitAsset[x.Asset]].name
		}
		if x.Product >= 0 {
			a.Product = c.products[x.Product].name
		}
		a.value = func(s *sim.State) float64 {
			v, _ := amount(s, x.Terms, sim.StatTotal)
			return a.Unit.FromSI(v)
		}
		out = append(out, a)
	}
	return out
}

// Account is an amount of money, energy or carbon that belongs to an asset, or to the plant, and to a product.
type Account struct {
	Asset   string // "plant" for what belongs to no asset
	Product string // "" for overhead
	Item    string // time, electricity, operations, upkeep, holding or the name of a utility (money); energy; carbon
	Unit    unit.Unit
	value   func(s *sim.State) float64
}

// Value is the amount since the warm-up, in the unit.
func (a *Account) Value(s *sim.State) float64 { return a.value(s) }

// Accounts are those of costs, energy and carbon in order of asset, product and item; none without a section of costs.
func (m *Model) Accounts() []Account { return m.accounts }
