using CharityLedger.Domain.Duties;
using CharityLedger.Projections.Register;
using CharityLedger.Server.Duties;
using CharityLedger.Server.Regulation;

namespace CharityLedger.Server.Pages;

/// <summary>The rules that bind a federation, with their sources, and what it owes the public (政策参数、公开义务).</summary>
public static class RulesPage
{
    /// <summary>Rows whose duties are owed to the public; what was raised by hand may name people, and is not shown.</summary>
    private static readonly string[] Public = ["disclosure.", "fundraising.", "project.", "trust.", "lottery."];

    /// <param name="Rules">Every row that covers today.</param>
    /// <param name="Duties">Duties owed to the public, by due date.</param>
    public sealed record Model(IReadOnlyList<ListPolicy.Line> Rules, IReadOnlyList<Duty> Duties);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPage("/f/{federation}/rules", (string federation, HttpContext http, RegisterQuery register, Ledger ledger,
            DutyReading duties, CancellationToken ct) => Page<RulesView>(federation, http, register, ledger, duties, ct));
        app.MapPage("/f/{federation}/duties", (string federation, HttpContext http, RegisterQuery register, Ledger ledger,
            DutyReading duties, CancellationToken ct) => Page<DutiesView>(federation, http, register, ledger, duties, ct));
    }

    private static async Task<IResult> Page<TView>(
        string federation, HttpContext http, RegisterQuery register, Ledger ledger, DutyReading duties, CancellationToken ct)
        where TView : Microsoft.AspNetCore.Components.IComponent
    {
        if (await register.FederationAsync(federation, ct) is not { } entry) return PublicSite.NotFound(http);
        var policy = await ledger.PolicyAsync(federation, ct);
        var owed = typeof(TView) != typeof(DutiesView) ? []
            : (await duties.ReadAsync(federation, null, ct)).Where(d => d.Applied && IsPublic(d)).ToList();
        var model = new Model(ListPolicy.Lines(policy, ledger.Today), owed);
        return PublicSite.Render<TView>(http, new { Site = Site.Of(http, entry), Model = model });
    }

    private static bool IsPublic(Duty duty) =>
        !duty.IsRaised && Public.Any(p => duty.Row.Id.StartsWith(p, StringComparison.Ordinal));
}
