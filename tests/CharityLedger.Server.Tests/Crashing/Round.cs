namespace CharityLedger.Server.Tests.Crashing;

/// <summary>What is killed in a round.</summary>
internal enum Victim
{
    /// <summary>The host whose folder holds the database.</summary>
    FirstHost,

    /// <summary>The other host on that database.</summary>
    SecondHost,

    /// <summary>All hosts at once.</summary>
    Hosts,

    /// <summary>PostgreSQL's first process alone; the others notice and end.</summary>
    Postmaster,

    /// <summary>All processes of PostgreSQL.</summary>
    Postgres,

    /// <summary>Everything, as where the power fails.</summary>
    Everything,

    /// <summary>The backend of any one connection, a follower's or a reader's.</summary>
    Backend,

    /// <summary>The backend that appends.</summary>
    AppendBackend,
}

/// <summary>A round as it was drawn: the same seed draws the same rounds.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Hosts">One or two.</param>
/// <param name="Victim">Whom it hits.</param>
/// <param name="IsGentle">Whether a backend is told to end rather than killed: its connection breaks and all others stay.</param>
/// <param name="Answers">After how many answers.</param>
/// <param name="Late">How much later than the last of them; at once in half of the rounds.</param>
/// <param name="Chance">Which of all backends, from 0 to 1.</param>
/// <param name="Onwards">How many answers the others give before what was killed is started again.</param>
/// <param name="Early">When a first new start is killed too; null where it isn't.</param>
/// <param name="Seed">What else is left to chance.</param>
internal sealed record Round(
    int Number, int Hosts, Victim Victim, bool IsGentle, int Answers, TimeSpan Late, double Chance, int Onwards, TimeSpan? Early, int Seed)
{
    /// <summary>So many rounds: one host for some, two for some, and in each of these every victim in some order.</summary>
    public static IEnumerable<Round> Draw(int seed, int rounds)
    {
        var random = new Random(seed);
        var number = 0;
        for (var hosts = 1; number < rounds; hosts = 3 - hosts)
        {
            var victims = Enum.GetValues<Victim>().Where(v => hosts == 2 || v is not (Victim.SecondHost or Victim.Hosts)).ToArray();
            random.Shuffle(victims);
            // A short run has both as well.
            foreach (var victim in victims.Take((rounds + 1) / 2).Take(rounds - number))
            {
                var early = random.Next(100, 1_500);
                yield return new Round(++number, hosts, victim, random.Next(2) == 0, random.Next(10, 200),
                    TimeSpan.FromMilliseconds(Math.Max(0, random.Next(-30, 30))), random.NextDouble(), random.Next(1, 30),
                    random.Next(4) == 0 ? TimeSpan.FromMilliseconds(early) : null, random.Next());
            }
        }
    }
}
