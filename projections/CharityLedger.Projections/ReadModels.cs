using CharityLedger.Projections.Alliances;
using CharityLedger.Projections.Balances;
using CharityLedger.Projections.Contacts;
using CharityLedger.Projections.Dossier;
using CharityLedger.Projections.Engine;
using CharityLedger.Projections.Facts;
using CharityLedger.Projections.Gifts;
using CharityLedger.Projections.Journal;
using CharityLedger.Projections.Lottery;
using CharityLedger.Projections.Money;
using CharityLedger.Projections.Payments;
using CharityLedger.Projections.Pledges;
using CharityLedger.Projections.Register;
using CharityLedger.Projections.Requests;
using CharityLedger.Projections.Traces;
using CharityLedger.Projections.Trusts;

namespace CharityLedger.Projections;

/// <summary>The read models of the ledger.</summary>
public static class ReadModels
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IProjection> All { get; } = 
    [
        new LotteryProjection(), new TrustsProjection(), new AlliancesProjection(),
        new RegisterProjection(), new BucketBalancesProjection(), new GiftListProjection(), new GiftTraceProjection(),
        new JournalProjection(), new RequestsProjection(), new DossierProjection(),
        new PledgeProjection(), new MoneyProjection(), new PaymentOrdersProjection(), new FactsProjection(),
        new ContactsProjection(),
    ];

    /// <summary>The text of a script that is embedded beside a type.</summary>
    internal static string Script(Type type, string name)
    {
        using var stream = type.Assembly.GetManifestResourceStream($"{type.Namespace}.{name}")
            ?? throw new InvalidOperationException($"{type.Name} has no embedded {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().TrimEnd().TrimEnd(';');
    }
}
