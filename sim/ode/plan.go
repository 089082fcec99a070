package ode

import "slices"

// plan is a static elimination of a sparse matrix: pivots, fill and the list of
// operations are settled once from the pattern, so that a factorisation is a
// walk through a list.
//
// Rows are matched with columns so that no pivot is structurally zero (Duff,
// ACM TOMS 7 (1981) 315), the diagonal first; the pairs are then eliminated in
// the order of Markowitz (Management Science 3 (1957) 255): the next has the
// least (row count - 1)(column count - 1), the first of equals.
type plan struct {
	n, slots   int
	rows, cols []int32 // original row and column of pivot k
	diag       []int32 // slot of pivot k
	entry      []int32 // slot of each entry of the Jacobian
	mass       []int32 // slots of the diagonal elements that carry mass
	elim       []int32 // l, k, count, then count/2 pairs: v[l] /= pivot k; v[a] -= v[l] v[b]
	lower      []int32 // triples i, j, slot of L, by rows
	upper      []int32 // i, count, then count/2 pairs j, slot of U; last row first
}

// work is the number of products in a factorisation.
func (p *plan) work() int { return len(p.elim) / 2 }

// newPlan makes the plan, or nil where the pattern is structurally singular or
// the elimination needs more than limit products.
func newPlan(n, d int, row, col []int32, limit int) *plan {
	set := make([][]int32, n) // columns of each row, sorted
	for k, i := range row {
		set[i] = append(set[i], col[k])
	}
	for i := 0; i < d; i++ {
		set[i] = append(set[i], int32(i))
	}
	for i := range set {
		slices.Sort(set[i])
		set[i] = slices.Compact(set[i])
	}
	of := match(n, set) // row of each column
	if of == nil {
		return nil
	}
	p := &plan{n: n}
	// Name rows by the column they are matched with.
	rows := make([][]int32, n)
	for j, i := range of {
		rows[j] = slices.Clone(set[i])
	}
	order := markowitz(rows, limit)
	if order == nil {
		return nil
	}
	at := make([]int32, n) // place of each column in the order
	for k, j := range order {
		at[j] = int32(k)
		p.rows, p.cols = append(p.rows, of[j]), append(p.cols, j)
	}
	p.list(order, at, rows)
	p.places(d, row, col, of, at, rows)
	return p
}

// match finds a row for each column by augmenting paths, nil if there is none.
func match(n int, set [][]int32) []int32 {
	of := make([]int32, n)
	for j := range of {
		of[j] = -1
	}
	free := make([]int32, 0, n)
	for i := range set {
		if _, ok := slices.BinarySearch(set[i], int32(i)); ok {
			of[i] = int32(i)
		} else {
			free = append(free, int32(i))
		}
	}
	seen := make([]int32, n)
	var augment func(i, mark int32) bool
	augment = func(i, mark int32) bool {
		for _, j := range set[i] {
			if seen[j] == mark {
				continue
			}
			seen[j] = mark
			if of[j] < 0 || augment(of[j], mark) {
				of[j] = i
				return true
			}
		}
		return false
	}
	for k, i := range free {
		if !augment(i, int32(k+1)) {
			return nil
		}
	}
	return of
}

// markowitz orders the pivots and adds the fill to rows, whose elements stay
// sorted. It gives up, with nil, beyond limit products.
func markowitz(rows [][]int32, limit int) []int32 {
	n := len(rows)
	left := make([]int, n)       // columns of a row that have not been pivots
	column := make([][]int32, n) // rows, not yet pivots, with an element in a column
	for i, r := range rows {
		left[i] = len(r)
		for _, j := range r {
			column[j] = append(column[j], int32(i))
		}
	}
	done, order, work := make([]bool, n), make([]int32, 0, n), 0
	for range n {
		best, least := -1, 0
		for i := range rows {
			if done[i] {
				continue
			}
			if c := (left[i] - 1) * (len(column[i]) - 1); best < 0 || c < least {
				best, least = i, c
			}
		}
		k := int32(best)
		if work += least; work > limit {
			return nil
		}
		done[k] = true
		order = append(order, k)
		var tail []int32
		for _, j := range rows[k] {
			if !done[j] {
				tail = append(tail, j)
			}
		}
		for _, i := range column[k] {
			if i == k {
				continue
			}
			left[i]--
			for _, j := range tail {
				if at, ok := slices.BinarySearch(rows[i], j); !ok {
					rows[i] = slices.Insert(rows[i], at, j)
					column[j] = append(column[j], i)
					left[i]++
				}
			}
		}
		for _, j := range tail {
			if at := slices.Index(column[j], k); at >= 0 {
				column[j] = slices.Delete(column[j], at, at+1)
			}
		}
	}
	return order
}

// list writes the operations for the filled rows.
func (p *plan) list(order, at []int32, rows [][]int32) {
	n := p.n
	base := make([]int32, n) // first slot of each row, in elimination order
	cols := make([][]int32, n)
	for k, i := range order {
		base[k] = int32(p.slots)
		for _, j := range rows[i] {
			cols[k] = append(cols[k], at[j])
		}
		slices.Sort(cols[k])
		p.slots += len(cols[k])
	}
	slot := func(i, j int32) int32 {
		k, ok := slices.BinarySearch(cols[i], j)
		if !ok {
			return -1
		}
		return base[i] + int32(k)
	}
	for k := range int32(n) {
		p.diag = append(p.diag, slot(k, k))
	}
	// Row by row: row i is reduced by all pivots to its left.
	for i := range int32(n) {
		for _, k := range cols[i] {
			if k >= i {
				break
			}
			l := slot(i, k)
			p.lower = append(p.lower, i, k, l)
			head := len(p.elim)
			p.elim = append(p.elim, l, k, 0)
			first, _ := slices.BinarySearch(cols[k], k+1)
			for _, j := range cols[k][first:] {
				p.elim = append(p.elim, slot(i, j), slot(k, j))
			}
			p.elim[head+2] = int32(len(p.elim) - head - 3)
		}
	}
	for i := int32(n) - 1; i >= 0; i-- {
		first, _ := slices.BinarySearch(cols[i], i+1)
		p.upper = append(p.upper, i, int32(2*(len(cols[i])-first)))
		for _, j := range cols[i][first:] {
			p.upper = append(p.upper, j, slot(i, j))
		}
	}
}

// places finds the slots of the entries of the Jacobian and of the mass.
func (p *plan) places(d int, row, col, of, at []int32, rows [][]int32) {
	place := make([]int32, p.n) // of an original row, in elimination order
	for k, i := range p.rows {
		place[i] = int32(k)
	}
	start := make([]int32, p.n)
	sum, sorted := int32(0), make([][]int32, p.n)
	for k, j := range p.cols {
		start[k] = sum
		for _, c := range rows[j] {
			sorted[k] = append(sorted[k], at[c])
		}
		slices.Sort(sorted[k])
		sum += int32(len(sorted[k]))
	}
	find := func(i, j int32) int32 {
		k := place[i]
		q, _ := slices.BinarySearch(sorted[k], at[j])
		return start[k] + int32(q)
	}
	for k, i := range row {
		p.entry = append(p.entry, find(i, col[k]))
	}
	for i := range int32(d) {
		p.mass = append(p.mass, find(i, i))
	}
}
